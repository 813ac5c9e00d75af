import { expect, it } from 'vitest';
import { lighter } from '../../src/batch/lighter.ts';
import { planOf } from '../helpers/batch-plan.ts';

it('halves batch and workers for each time that a job ran out of memory, down to one', () => {
  const [plain] = planOf([{ id: 'a' }]).jobs;
  if (!plain) throw new Error('no job');
  const job = { ...plain, args: { procs: 4 }, argv: ['node', 'main.js', 'pms', '--procs', '4'] };
  expect(lighter(job, 0)).toBe(job);
  expect(lighter(job, 1)).toMatchObject({
    args: { procs: 2, batch_size: 10 },
    argv: ['node', 'main.js', 'pms', '--procs', '2', '--batch_size', '10'],
  });
  expect(lighter(job, 9).args).toEqual({ procs: 1, batch_size: 1 });
});
