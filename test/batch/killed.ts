import type { BatchFolder, FakeJob } from '../helpers/batch-folder.ts';

/** Two that run, three that wait. */
export const FIVE: FakeJob[] = [
  { id: 'a', gate: 'ab', record: true },
  { id: 'b', gate: 'ab', record: true, exit: 0 },
  { id: 'c' },
  { id: 'd', after: ['a'] },
  { id: 'e' },
];

/** Runs the batch until `a` and `b` run, then kills its scheduler with -9. */
export async function killed(batch: BatchFolder): Promise<void> {
  const { process: scheduler, finished } = batch.start();
  await Promise.all([batch.until('start', 'a'), batch.until('start', 'b')]);
  await batch.untilState('both running', (job) => job('a').pid !== null && job('b').pid !== null);
  scheduler.kill('SIGKILL');
  await finished;
}
