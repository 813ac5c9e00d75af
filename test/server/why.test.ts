import { expect, it } from 'vitest';
import { whyOf } from '../../src/server/batch/why.ts';
import type { SavedJob } from '../../src/batch/saved-state.ts';

const failed = (last_line: string | null, advice: string | null): string | null =>
  whyOf({ status: 'failed', returncode: 1, reason: null, failure: { last_line, advice } } as unknown as SavedJob);

it('says why a job failed and what to do, with one full stop between', () => {
  expect(failed('error: out of memory in stack 128 of 412.', 'Try batch_size 10')).toBe(
    'Exit code 1: out of memory in stack 128 of 412. Try batch_size 10',
  );
  expect(failed('out of memory', 'Try batch_size 10.')).toBe('Exit code 1: out of memory. Try batch_size 10.');
  expect(failed(null, null)).toBe('Exit code 1');
});
