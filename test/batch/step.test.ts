import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freeGpus } from '../../src/batch/gpu-pool.ts';
import { pick } from '../../src/batch/pick.ts';
import { entryOf, isActive, newBatch, statusWord, type BatchState } from '../../src/batch/state.ts';
import { step, type BatchEvent } from '../../src/batch/step.ts';
import { waitingReasons } from '../../src/batch/waiting.ts';
import { planOf, type PlanJob } from '../helpers/batch-plan.ts';

const UTC = '2026-01-01T00:00:00.000000+00:00';
const identity = { pid: 7, process_start: '1', boot_id: 'boot', host: 'here' };

function run(state: BatchState, ...events: BatchEvent[]): BatchState {
  return events.reduce(step, state);
}

function startAll(state: BatchState): BatchState {
  return pick(state).reduce((now, choice) => {
    const started = step(now, { type: 'started', ...choice, utc: UTC });
    const { status } = entryOf(started, choice.job);
    if (status.name !== 'starting') throw new Error('not started');
    return step(started, { type: 'spawned', job: choice.job, attempt: status.attempt, identity });
  }, state);
}

const ended = (job: number, returncode: number, attempt = 1): BatchEvent => ({
  type: 'ended',
  job,
  attempt,
  returncode,
  failure: returncode === 0 ? null : { class: 'bug', advice: '', last_line: null, partial: null },
  missing: [],
  utc: UTC,
});

const words = (state: BatchState): string[] =>
  state.jobs.map(({ status }) => ('reason' in status && status.reason ? `${status.reason}` : statusWord(status)));

describe('step', () => {
  it('gives the GPUs back at the end of a job, not before', () => {
    const state = startAll(newBatch(planOf([{ id: 'a', gpus: 2 }]), UTC));
    expect(freeGpus(state.pool)).toEqual([]);
    expect(freeGpus(run(state, ended(0, 0)).pool)).toEqual([0, 1]);
  });

  it('ignores news about an attempt that is over', () => {
    let state = startAll(newBatch(planOf([{ id: 'a' }]), UTC));
    state = startAll(run(state, { type: 'vanished', job: 0, attempt: 1, utc: UTC }));
    expect(run(state, ended(0, 1, 1))).toBe(state);
    expect(words(run(state, ended(0, 0, 2)))).toEqual(['success']);
  });

  it('keeps the own exit code of a job that fails together with the one that sets off fail-fast', () => {
    const state = startAll(newBatch(planOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }]), UTC));
    const after = run(state, ended(0, 1), ended(1, 3));
    expect(after.jobs.map(({ status }) => status.name === 'done' && status.returncode)).toEqual([1, 3, null]);
    expect(words(after)).toEqual(['failed', 'failed', 'canceled_by_fail_fast']);
    expect(after.stopping).toEqual({ reason: 'canceled_by_fail_fast', by: 'a', sinceUtc: UTC });
  });

  it('waits for a dependency that is being ended before it says why a job was canceled', () => {
    const jobs = [{ id: 'bad' }, { id: 'long' }, { id: 'after', after: ['long'] }];
    const state = run(startAll(newBatch(planOf(jobs), UTC)), ended(0, 1));
    expect(words(state)).toEqual(['failed', 'running', 'queued']);
    const told = run(state, { type: 'told_to_stop', job: 1, attempt: 1 });
    expect(words(run(told, ended(1, -15)))).toEqual(['failed', 'canceled_by_fail_fast', 'upstream_failed']);
    expect(words(run(told, ended(1, 0)))).toEqual(['failed', 'success', 'canceled_by_fail_fast']);
  });

  it('lets the first reason to stop win', () => {
    const state = startAll(newBatch(planOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }]), UTC));
    const stopped = run(state, { type: 'stop', reason: 'canceled_by_interrupt', utc: UTC }, ended(0, 1));
    expect(stopped.stopping?.reason).toBe('canceled_by_interrupt');
    expect(words(stopped)).toEqual(['failed', 'running', 'canceled_by_interrupt']);
  });

  it('says why a plan that nobody checked comes to a halt', () => {
    const jobs = [
      { id: 'wide', gpus: 9 },
      { id: 'x', after: ['y'] },
      { id: 'y', after: ['x'] },
    ];
    const state = newBatch(planOf(jobs), UTC);
    expect(pick(state)).toEqual([]);
    expect(words(step(state, { type: 'deadlocked', utc: UTC }))).toEqual([
      'deadlock_insufficient_gpus',
      'deadlock_unsatisfied_dependencies',
      'deadlock_unsatisfied_dependencies',
    ]);
  });
});

const planArbitrary = fc
  .record({
    gpus: fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 4 }),
    policy: fc.constantFrom('fill_first' as const, 'round_robin' as const),
    max_running_jobs: fc.integer({ min: 1, max: 4 }),
    fail_fast: fc.boolean(),
    jobs: fc.array(fc.record({ gpus: fc.nat(4), after: fc.array(fc.nat(20)), enabled: fc.boolean() }), {
      minLength: 1,
      maxLength: 9,
    }),
  })
  .map(({ jobs, ...scheduler }) => {
    const planned = jobs.map(({ gpus, after, enabled }, i): PlanJob => {
      const earlier = [...new Set(after)].filter((one) => one < i && enabled && jobs[one]?.enabled);
      return {
        id: `j${i}`,
        gpus: Math.min(gpus, scheduler.gpus.length),
        after: earlier.map((one) => `j${one}`),
        enabled,
      };
    });
    return planOf(planned, scheduler);
  });

/** What happens next, chosen by two numbers. */
function happen(state: BatchState, kind: number, which: number): BatchState {
  const active = [...state.jobs.keys()].filter((job) => isActive(entryOf(state, job).status));
  const job = active[which % Math.max(1, active.length)];
  if (kind === 0) return step(state, { type: 'stop', reason: 'canceled_by_interrupt', utc: UTC });
  if (job === undefined || kind < 4) return startAll(state);
  const { status } = entryOf(state, job);
  const attempt = isActive(status) ? status.attempt : 0;
  if (kind === 4) return step(state, { type: 'vanished', job, attempt, utc: UTC });
  if (kind === 5) return step(state, ended(job, 1, attempt - 1));
  return step(state, ended(job, kind === 6 ? 1 : 0, attempt));
}

function checkInvariants(state: BatchState, before: BatchState): void {
  const active = state.jobs.filter(({ status }) => isActive(status));
  const held = active.flatMap(({ status }) => (isActive(status) ? [...status.gpus] : []));
  expect(new Set(held).size).toBe(held.length);
  expect([...state.pool.leases.keys()].toSorted()).toEqual(held.toSorted());
  expect(active.length).toBeLessThanOrEqual(state.settings.max_running_jobs);
  expect(state.jobs.map(({ job }) => job)).toEqual(before.jobs.map(({ job }) => job));
  for (const [index, { status, job }] of state.jobs.entries()) {
    const earlier = entryOf(before, index).status;
    if (earlier.name === 'done') expect(status).toBe(earlier);
    if (isActive(status)) expect(status.gpus).toHaveLength(job.resources.gpus);
    if (isActive(status) && isActive(earlier)) expect(status.attempt).toBe(earlier.attempt);
    if (status.name === 'queued') expect(status.passedBy).toBeLessThanOrEqual(state.pool.ids.length);
  }
}

describe('any sequence of events', () => {
  it('leases no GPU twice, loses no job, starts none twice, and comes to an end', () => {
    const events = fc.array(fc.tuple(fc.nat(9), fc.nat(20)), { maxLength: 40 });
    fc.assert(
      fc.property(planArbitrary, events, (plan, chosen) => {
        let state = newBatch(plan, UTC);
        for (const [kind, which] of chosen) {
          const next = happen(state, kind, which);
          checkInvariants(next, state);
          state = next;
        }
        for (let round = 0; round <= 2 * plan.jobs.length; round++) state = happen(startAll(state), 9, 0);
        expect(state.jobs.map(({ status }) => status.name)).toEqual(plan.jobs.map(() => 'done'));
        expect(state.pool.leases.size).toBe(0);
        expect(step(state, { type: 'finished', utc: UTC }).finishedUtc).toBe(UTC);
      }),
      { numRuns: 500 },
    );
  });
});

describe('pick', () => {
  it('lets at most as many jobs pass a waiting wide one as the pool has GPUs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.infiniteStream(fc.nat(100)), (size, random) => {
        const small = Array.from({ length: 60 }, (_, i) => ({ id: `s${i}` }));
        const gpus = Array.from({ length: size }, (_, i) => i);
        let state = startAll(newBatch(planOf([{ id: 'first' }, { id: 'wide', gpus: size }, ...small], { gpus }), UTC));
        for (let passes = 0; entryOf(state, 1).status.name === 'queued'; passes++) {
          expect(passes).toBeLessThanOrEqual(3 * size);
          const running = [...state.jobs.keys()].filter((job) => isActive(entryOf(state, job).status));
          state = startAll(step(state, ended(running[(random.next().value as number) % running.length] ?? 0, 0)));
        }
        const startedBefore = state.jobs.slice(2).filter(({ status }) => status.name === 'done');
        expect(startedBefore.length).toBeLessThanOrEqual(size);
      }),
    );
  });

  it('starts jobs without GPUs past a waiting wide job, and never counts them', () => {
    const jobs = [{ id: 'a' }, { id: 'wide', gpus: 2 }, ...['x', 'y', 'z'].map((id) => ({ id, gpus: 0 }))];
    const state = startAll(newBatch(planOf(jobs, { max_running_jobs: 4 }), UTC));
    expect(words(state)).toEqual(['running', 'queued', 'running', 'running', 'running']);
    expect(entryOf(state, 1).status).toMatchObject({ passedBy: 0 });
  });

  it('a job that a GPU failed waits for another, if the pool has one', () => {
    const failure = { class: 'gpu_fault', advice: '', last_line: null, partial: null } as const;
    const begin = (gpus: number[]) => {
      const plan = planOf([{ id: 'a' }, { id: 'b' }], { gpus });
      const state = startAll(newBatch({ ...plan, jobs: plan.jobs.map((job) => ({ ...job, retries: 1 })) }, UTC));
      return startAll(run(state, { ...ended(0, 1), failure } as BatchEvent));
    };
    const two = begin([0, 1]);
    expect(words(two)).toEqual(['retry', 'running']);
    expect(waitingReasons(two)[0]).toBe('waits for 1 GPU (0 free, other than 0, which failed it): GPU 1 is held by b');
    expect(entryOf(startAll(run(two, ended(1, 0))), 0).status).toMatchObject({ name: 'running', gpus: [1] });
    expect(entryOf(begin([0]), 0).status).toMatchObject({ name: 'running', gpus: [0], attempt: 2 });
  });

  it.each([
    ['disk_full', ['retry', 'start_failed']],
    ['bad_input', ['start_failed', 'start_failed']],
  ] as const)('a job that cannot be started is tried again where that can help: %s', (name, expected) => {
    const plan = planOf([{ id: 'a' }]);
    const [job] = plan.jobs;
    const failure = { class: name, advice: '', last_line: null, partial: null };
    let state = newBatch({ ...plan, jobs: [{ ...job!, retries: 1 }] }, UTC);
    const begin = (attempt: number): string[] => {
      state = run(state, ...pick(state).map((choice): BatchEvent => ({ type: 'started', ...choice, utc: UTC })), {
        type: 'not_spawned',
        job: 0,
        attempt,
        reason: 'start_failed',
        failure,
        utc: UTC,
      });
      return words(state);
    };
    expect([begin(1), begin(2)].flat()).toEqual(expected);
    expect(freeGpus(state.pool)).toEqual([0, 1]);
  });

  it('is quick with 10,000 jobs: it looks at each at most once', () => {
    const jobs = Array.from({ length: 10_000 }, (_, i) => ({ id: `j${i}` }));
    const state = newBatch(planOf(jobs, { gpus: [0, 1, 2] }), UTC);
    expect(pick(state).map(({ job }) => job)).toEqual([0, 1, 2]);
  });
});
