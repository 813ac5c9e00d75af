import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { newBatch, type JobEntry } from '../../src/batch/state.ts';
import { screenText } from '../../src/cli/batch-screen.ts';
import { planOf } from '../helpers/batch-plan.ts';

const UTC = '2026-01-01T00:00:00.000000+00:00';
const identity = { pid: 1, process_start: '1', boot_id: null, host: 'here' };

/** Jobs of which the first `running` run; the very first tells its progress. */
function jobs(count: number, running: number): JobEntry[] {
  const ids = Array.from({ length: count }, (_, i) => ({ id: `job${i}` }));
  return newBatch(planOf(ids), UTC).jobs.map((entry, i) => {
    if (i >= running) return entry;
    const progress = i > 0 ? null : { done: 1, total: 2, unit: 'stacks', rate: 20, eta_s: 90 };
    const failed = { total: 0, outOfMemory: 0, faultyGpus: [] };
    const started = { attempt: 1, failed, gpus: [i], startedUtc: UTC, identity, stopped: false };
    return { ...entry, status: { name: 'running', progress, ...started } };
  });
}

it('shows a bar for each running job, and the counts', () => {
  const lines = stripVTControlCharacters(screenText(jobs(4, 2), 24)).split('\n');
  expect(lines[0]).toMatch(/^job0 +━+ +50 % +1 \/ 2 stacks +20 stacks\/s +1 min 30 s left$/);
  expect(lines.slice(1)).toEqual(['job1  starting', '2 running, 2 queued']);
});

it('keeps within the height of the terminal', () => {
  const lines = stripVTControlCharacters(screenText(jobs(40, 30), 10)).split('\n');
  expect(lines).toHaveLength(9);
  expect(lines.slice(-2)).toEqual(['and 23 more', '30 running, 10 queued']);
});
