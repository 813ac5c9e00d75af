import { expect, it } from 'vitest';
import { whyOf } from '../../src/server/batch/why.ts';
import type { SavedJob } from '../../src/batch/saved-state.ts';

const failed = (last_line: string | null, returncode = 1): string | null =>
  whyOf({ status: 'failed', returncode, reason: null, failure: { last_line } } as unknown as SavedJob, () => undefined);

it('says why a job failed: its own last words before anything else', () => {
  expect(failed('error: out of memory in stack 128 of 412.')).toBe('out of memory in stack 128 of 412.');
  expect(failed('out of memory', -9)).toBe('Killed by signal 9: out of memory');
  expect(failed(null)).toBe('Exit code 1');
});

it('names the job that kept another from starting', () => {
  const canceled = { status: 'canceled', reason: 'upstream_failed', depends_on: ['a', 'b'] } as unknown as SavedJob;
  const because = (statuses: Record<string, SavedJob['status']>) => whyOf(canceled, (jobId) => statuses[jobId]);
  expect(because({ a: 'success', b: 'failed' })).toBe('Canceled because b failed');
  expect(because({ a: 'canceled', b: 'success' })).toBe('Canceled because a was canceled');
  expect(because({})).toBe('Canceled because a job that it depends on did not succeed');
});
