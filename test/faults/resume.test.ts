import { appendFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BatchFolder, expectSane } from '../helpers/batch-folder.ts';
import { runProgram } from '../helpers/program.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';
import { waitFor } from '../helpers/wait.ts';

describe('bezierfit resume', () => {
  it('goes on after kill -9 with the options of the first command, also when the spec is gone', async () => {
    const batch = new BatchFolder([{ id: 'a', gate: 'go', record: true }, { id: 'b' }]);
    const { process: scheduler, finished } = batch.start(['--max_running_jobs', '1', '--policy', 'round_robin']);
    await batch.untilState('a running', (job) => job('a').pid !== null);
    scheduler.kill('SIGKILL');
    await finished;
    rmSync(batch.specPath);
    batch.open('go');
    const env = { CUDA_VISIBLE_DEVICES: undefined, JOURNAL: batch.journalPath };
    const run = await runProgram(['resume', batch.root], { env, cwd: temporaryFolder() });
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('is gone; going on with the copy') });
    expectSane(batch.journal());
    expect(batch.state()).toMatchObject({ scheduler: { max_running_jobs: 1, policy: 'round_robin' } });
    expect(batch.outcomes()).toEqual({ a: 'success', b: 'success' });
  });
  it('refuses a folder that holds no batch', async () => {
    const run = await runProgram(['resume', temporaryFolder()]);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('file does not exist') });
  });
  it('a spec that is edited while it runs is noticed', async () => {
    const batch = new BatchFolder([{ id: 'a', gate: 'go' }]);
    const { finished } = batch.start();
    await batch.until('start', 'a');
    appendFileSync(batch.specPath, '\n');
    batch.open('go');
    expect((await finished).code).toBe(0);
    await waitFor('the word about it', () => batch.log().includes('batch_spec.json was edited while this batch runs'));
  });
});
