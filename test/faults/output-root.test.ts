import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BatchFolder, expectSane } from '../helpers/batch-folder.ts';
import { NativeBatch } from '../helpers/native-batch.ts';
import { waitFor } from '../helpers/wait.ts';

const DONE = ['scheduler_stderr.log', 'scheduler_stdout.log'];

describe("an output root that another batch's job uses", () => {
  it('is refused at the start, and nothing of that job is touched', async () => {
    const owner = new BatchFolder([{ id: 'a', gate: 'go', record: true }]);
    const { finished, process: scheduler } = owner.start();
    await owner.until('start', 'a');
    const root = join(owner.root, 'jobs/a');
    const before = readdirSync(root);
    const rival = new BatchFolder([{ id: 'x' }, { id: 'a', outputRoot: root }]);
    const { code, stderr } = await rival.run();
    expect(code).toBe(2);
    expect(stderr).toMatch(/output_root .* is in use by process \d+ of the batch .*; wait for its end or choose/);
    expect(readdirSync(root)).toEqual(before);
    expect(rival.journal()).toEqual([]);
    expect(scheduler.exitCode).toBeNull();
    owner.open('go');
    expect((await finished).code).toBe(0);
  });

  it('is refused when the job is to start later: that job alone fails', async () => {
    const late = new BatchFolder(
      [
        { id: 'x', gate: 'x' },
        { id: 'a', after: ['x'] },
      ],
      { fail_fast: false },
    );
    const { finished } = late.start();
    await late.until('start', 'x');
    const owner = new BatchFolder([{ id: 'a', gate: 'go', record: true, outputRoot: join(late.root, 'jobs/a') }]);
    const other = owner.start();
    await owner.untilState('the job of the owner', (job) => job('a').pid !== null);
    late.open('x');
    await late.untilState('the end of a', (job) => job('a').status === 'failed');
    expect(late.job('a')).toMatchObject({
      reason: 'start_failed',
      failure: { class: 'bad_input', last_line: expect.stringContaining(`in use by process ${owner.job('a').pid}`) },
    });
    owner.open('go');
    expect((await finished).code).toBe(1);
    expect((await other.finished).code).toBe(0);
    expectSane(owner.journal());
  });
});

describe('a hand in the folder of a running job', () => {
  const SIZE = { stacks: 80, images: 60, box: 64 };

  it('an output root that is renamed fails its job alone, and the words say so', async () => {
    const batch = new NativeBatch(SIZE, [{ id: 'p' }, { id: 'q' }]);
    const run = batch.run();
    await waitFor('an output', () => existsSync(batch.output('p', 0)));
    renameSync(batch.folderOf('p'), `${batch.folderOf('p')}.old`);
    expect((await run).code).toBe(1);
    expect(batch.job('q').status).toBe('success');
    const last_line = `output_root ${batch.folderOf('p')} is gone: it was removed or renamed while the job ran`;
    // `partial` when all its particles were computed by then.
    const failure = { class: expect.stringMatching(/^(bad_input|partial)$/), last_line };
    expect(batch.job('p')).toMatchObject({ status: 'failed', failure });
    expect(batch.result('p')).toMatchObject({ failure: { last_line } });
    expect(readdirSync(`${batch.folderOf('p')}.old`)).toEqual(expect.arrayContaining(DONE));
    expect((await batch.run()).code).toBe(0);
  });

  it('without its list of outputs no job counts as complete', async () => {
    const batch = new NativeBatch(SIZE);
    const run = batch.run();
    await waitFor('an output', () => existsSync(batch.output('pms', 0)));
    rmSync(join(batch.folderOf('pms'), 'job_outputs.json'));
    expect((await run).code).toBe(1);
    expect(batch.job('pms')).toMatchObject({
      status: 'failed',
      returncode: 0,
      failure: { class: 'partial', last_line: expect.stringContaining('job_outputs.json, is not there') },
    });
    expect((await batch.run()).code).toBe(0);
  });
});
