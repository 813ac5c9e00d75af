import { describe, expect, it } from 'vitest';
import { estimate } from '../../src/batch/estimate.ts';
import { pick } from '../../src/batch/pick.ts';
import { entryOf, newBatch, type BatchState } from '../../src/batch/state.ts';
import { formatState } from '../../src/batch/state-file.ts';
import { step } from '../../src/batch/step.ts';
import { waitingReasons } from '../../src/batch/waiting.ts';
import { planOf, type PlanJob } from '../helpers/batch-plan.ts';

const UTC = '2026-01-01T00:00:00.000000+00:00';
const identity = { pid: 7, process_start: '1', boot_id: 'boot', host: 'here' };

function begin(jobs: readonly PlanJob[], scheduler: Parameters<typeof planOf>[1] = {}): BatchState {
  const state = newBatch(planOf(jobs, scheduler), UTC);
  return pick(state).reduce((now, choice) => {
    const started = step(now, { type: 'started', ...choice, utc: UTC });
    return step(started, { type: 'spawned', job: choice.job, attempt: 1, identity });
  }, state);
}

const progress = (state: BatchState, job: number, rate: number, eta_s: number): BatchState =>
  step(state, { type: 'progressed', job, attempt: 1, progress: { done: 1, total: 100, unit: 'x', rate, eta_s } });

describe('why a job waits', () => {
  it('for GPUs, and who holds them', () => {
    const state = begin([{ id: 'a' }, { id: 'wide', gpus: 2 }, { id: 'b' }]);
    expect(waitingReasons(state)).toEqual([
      null,
      'waits for 2 GPUs (0 free): GPU 0 is held by a, GPU 1 is held by b',
      null,
    ]);
  });
  it('for a dependency, and where that stands', () => {
    const state = begin([{ id: 'a' }, { id: 'b', after: ['a'] }, { id: 'c', after: ['b'] }]);
    expect(waitingReasons(state)).toEqual([null, 'waits for a (running)', 'waits for b (queued)']);
  });
  it('for a place', () => {
    const state = begin([{ id: 'a' }, { id: 'b' }], { max_running_jobs: 1 });
    expect(waitingReasons(state)[1]).toBe('waits for a place: max_running_jobs is 1, and a run');
  });
  it('for GPUs that somebody else uses', () => {
    const avoided = new Map([[0, 'python (pid 77)']]);
    const state = step(newBatch(planOf([{ id: 'a', gpus: 2 }]), UTC), { type: 'gpus_seen', avoided });
    expect(pick(state)).toEqual([]);
    expect(waitingReasons(state)).toEqual(['waits for 2 GPUs (1 free): GPU 0 is used by python (pid 77)']);
  });
});

describe('estimates', () => {
  it('take what runs at its word, and queued jobs at the measured rates', () => {
    const jobs = [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd', after: ['c'] }, { id: 'wide', gpus: 2 }];
    const state = progress(progress(begin(jobs), 0, 10, 9), 1, 10, 4);
    // 100 units at 10 a second: 10 s each. c follows b at 4 s; d follows c; wide needs both GPUs.
    expect(estimate(state, 0)).toMatchObject([
      { startMs: null, endMs: 9000 },
      { startMs: null, endMs: 4000 },
      { startMs: 4000, endMs: 14_000 },
      { startMs: 14_000, endMs: 24_000 },
      { startMs: 24_000, endMs: 34_000 },
    ]);
  });
  it('say nothing when nothing was measured', () => {
    const state = begin([{ id: 'a' }, { id: 'b', after: ['a'] }]);
    expect(estimate(state, 0)).toEqual([
      { startMs: null, endMs: null, gpus: null },
      { startMs: null, endMs: null, gpus: null },
    ]);
    expect(entryOf(state, 0).status.name).toBe('running');
  });
  it('say on which GPUs a queued job will run: those that are free first', () => {
    let state = begin([{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'wide', gpus: 2 }]);
    state = progress(progress(state, 0, 1, 60), 1, 1, 20);
    expect(estimate(state, 0)).toMatchObject([
      { startMs: null, endMs: 60_000, gpus: null },
      { startMs: null, endMs: 20_000, gpus: null },
      { startMs: 20_000, endMs: 120_000, gpus: [1] },
      { startMs: 120_000, endMs: 220_000, gpus: [0, 1] },
    ]);
    const text = formatState(state, 0).toString();
    const { jobs } = JSON.parse(text) as { jobs: object[] };
    expect(jobs[3]).toMatchObject({ expected_gpus: [0, 1], reason_waiting: expect.stringContaining('waits for 2') });
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
  });
});
