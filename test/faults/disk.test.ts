import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMxt } from '../../src/formats/mxt/read.ts';
import { BatchFolder } from '../helpers/batch-folder.ts';
import { NativeBatch } from '../helpers/native-batch.ts';
import { runProgram } from '../helpers/program.ts';
import { SmallDisk, whyNoSmallDisk } from '../helpers/small-disk.ts';
import { waitFor } from '../helpers/wait.ts';

const skipped = whyNoSmallDisk();

describe.skipIf(skipped !== null)(`a full or read-only disk${skipped === null ? '' : ` (skipped: ${skipped})`}`, () => {
  it('an output without space: that job fails and says so, others go on, nothing is truncated, it goes on later', async () => {
    const batch = new NativeBatch({ stacks: 3, images: 30, box: 64 }, [{ id: 'full' }, { id: 'fine' }]);
    const disk = new SmallDisk('900k', batch.folderOf('full')); // a stack has 480 kB
    expect(await batch.run()).toMatchObject({ code: 1 });
    expect(batch.job('fine')).toMatchObject({ status: 'success' });
    expect(batch.job('full')).toMatchObject({
      status: 'failed',
      reason: 'partial',
      failure: { class: 'disk_full', last_line: expect.stringContaining('ENOSPC') },
    });
    const folder = join(disk.folder, 'subtracted');
    const names = readdirSync(folder);
    expect(names.filter((name) => name.endsWith('.tmp') || name.endsWith('.lock'))).toEqual([]);
    for (const name of names.filter((one) => one.endsWith('.mrc'))) {
      expect(statSync(join(folder, name)).size).toBe(1024 + 30 * 64 * 64 * 4);
      expect([undefined, 'success']).toContain(readMxt(join(folder, `${name}.mxt`))?.status);
    }
    disk.remount('size=20m');
    expect(await batch.run()).toMatchObject({ code: 0 });
    expect(await runProgram(['verify', batch.root, '--deep'])).toMatchObject({ code: 0 });
  });

  it('the run root without space: jobs go on; state, results and log follow when there is space again', async () => {
    const disk = new SmallDisk('512k');
    const batch = new BatchFolder([
      { id: 'a', gate: 'go', outputRoot: join(disk.folder, 'a') },
      { id: 'b', after: ['a'] },
    ]);
    const statePath = join(disk.folder, 'scheduler_state.json');
    const { finished, process: scheduler } = batch.start(['--state', statePath]);
    let said = '';
    scheduler.stdout?.on('data', (chunk) => (said += String(chunk)));
    await batch.until('start', 'a');
    await waitFor('the state', () => existsSync(statePath));
    disk.fill();
    batch.open('go');
    await batch.until('end', 'b');
    await waitFor('the complaint', () => said.includes('the state cannot be saved, trying on: ENOSPC'));
    disk.free();
    expect((await finished).code).toBe(0);
    const { stdout } = await runProgram(['status', '--json', statePath]);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { success: 2 } });
    expect(existsSync(join(disk.folder, 'a/job_result.json'))).toBe(true);
    expect(readFileSync(join(disk.folder, 'bezierfit_batch.run.out'), 'utf8')).toBe(said);
  });

  it('an output root on a read-only file system is refused before anything starts', async () => {
    const disk = new SmallDisk('512k');
    const batch = new BatchFolder([{ id: 'a' }, { id: 'b', outputRoot: join(disk.folder, 'b') }]);
    disk.remount('ro');
    const { code, stderr } = await batch.run();
    expect(code).toBe(2);
    expect(stderr).toContain('the file system is read-only');
    expect(batch.starts()).toEqual([]);
  });

  it('one that becomes read-only later: that job alone fails', async () => {
    const disk = new SmallDisk('512k');
    const jobs = [
      { id: 'a', gate: 'go' },
      { id: 'b', after: ['a'], outputRoot: join(disk.folder, 'b') },
      { id: 'c', after: ['a'] },
    ];
    const batch = new BatchFolder(jobs, { fail_fast: false });
    const { finished } = batch.start();
    await batch.until('start', 'a');
    disk.remount('ro');
    batch.open('go');
    expect((await finished).code).toBe(1);
    expect(batch.outcomes()).toEqual({ a: 'success', b: 'failed/start_failed', c: 'success' });
    expect(batch.job('b').failure).toMatchObject({
      class: 'bad_input',
      last_line: expect.stringContaining('read-only'),
    });
  });
});
