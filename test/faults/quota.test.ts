import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BatchFolder } from '../helpers/batch-folder.ts';
import { NativeBatch } from '../helpers/native-batch.ts';
import { runProgram } from '../helpers/program.ts';
import { Quota, whyNoQuota } from '../helpers/quota.ts';
import { waitFor } from '../helpers/wait.ts';

const skipped = whyNoQuota();

describe.skipIf(skipped !== null)(`a quota that is used up${skipped === null ? '' : ` (skipped: ${skipped})`}`, () => {
  it('of the outputs (EDQUOT): that job fails and says so, others go on, and it goes on later', async () => {
    const batch = new NativeBatch({ stacks: 2, images: 3, box: 32 }, [{ id: 'over' }, { id: 'fine' }]);
    const quota = new Quota(join(batch.folderOf('over'), 'subtracted'));
    writeFileSync(quota.usedUp, '');
    expect(await batch.run(quota.environment)).toMatchObject({ code: 1 });
    expect(batch.job('fine')).toMatchObject({ status: 'success' });
    expect(batch.job('over')).toMatchObject({
      status: 'failed',
      failure: { class: 'disk_full', partial: '0/2', last_line: expect.stringContaining('EDQUOT') },
    });
    expect(readdirSync(join(batch.folderOf('over'), 'subtracted'))).toEqual([]);
    rmSync(quota.usedUp);
    expect(await batch.run(quota.environment)).toMatchObject({ code: 0 });
    expect(await runProgram(['verify', batch.root, '--deep'])).toMatchObject({ code: 0 });
  });

  it('of the run root (EDQUOT): jobs go on, state and log follow when there is space again', async () => {
    const batch = new BatchFolder([
      { id: 'a', gate: 'go' },
      { id: 'b', after: ['a'] },
    ]);
    const folder = batch.makeFolder('small');
    const quota = new Quota(folder);
    const statePath = join(folder, 'scheduler_state.json');
    const { finished, process: scheduler } = batch.start(['--state', statePath], quota.environment);
    let said = '';
    scheduler.stdout?.on('data', (chunk) => (said += String(chunk)));
    await batch.until('start', 'a');
    await waitFor('the state', () => existsSync(statePath));
    writeFileSync(quota.usedUp, '');
    batch.open('go');
    await batch.until('end', 'b');
    await waitFor('the complaint', () => said.includes('the state cannot be saved, trying on: EDQUOT'));
    rmSync(quota.usedUp);
    expect((await finished).code).toBe(0);
    const { stdout } = await runProgram(['status', '--json', statePath]);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { success: 2 } });
  });
});
