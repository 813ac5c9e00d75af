import { expect, it } from 'vitest';
import { BatchFolder, expectSane } from '../helpers/batch-folder.ts';

it('a daemon that a job left behind does not make it run again after kill -9 of the scheduler', async () => {
  const batch = new BatchFolder([
    { id: 'a', grandchild: 'quiet', daemon: true },
    { id: 'b', gate: 'go' },
  ]);
  const { finished, process: scheduler } = batch.start();
  await batch.untilState('a done, b running', (job) => job('a').status === 'success' && job('b').pid !== null);
  scheduler.kill('SIGKILL');
  await finished;
  batch.open('go');
  expect((await batch.run()).code).toBe(0);
  expect(batch.outcomes()).toEqual({ a: 'success', b: expect.stringContaining('success') });
  expect(batch.log()).not.toContain('ADOPT job_id=a');
  expect(batch.starts().filter((id) => id === 'a')).toEqual(['a']);
  expectSane(batch.journal().filter(({ job }) => job === 'a'));
  batch.open('quiet');
  await batch.until('grandchild', 'a');
});
