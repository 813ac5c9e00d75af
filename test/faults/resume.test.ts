import { appendFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
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
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no batch here') });
  });
  it('refuses the state of another batch of the folder, and a folder that was moved', async () => {
    const batch = new BatchFolder([{ id: 'a' }]);
    for (const name of ['one.json', 'two.json']) await batch.run(['--state', join(batch.root, name)]);
    const other = await runProgram(['resume', join(batch.root, 'one.json')]);
    expect(other).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is not the state of the last batch here, two.json'),
    });
    const moved = `${batch.root}.moved`;
    renameSync(batch.root, moved);
    const run = await runProgram(['resume', moved]);
    renameSync(moved, batch.root);
    expect(run).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`is not where its batch was started, ${batch.root}`),
    });
    expect(existsSync(moved)).toBe(false);
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
