import type { ProcessIdentity } from '../base/process-identity.ts';
import type { ForeignWork } from './gpu-watch.ts';
import { isWorthRetrying, type Failure } from './failure.ts';
import { lease, release } from './gpu-pool.ts';
import type { Judgement } from './judge.ts';
import { cancelDeadlocked, settle } from './settle.ts';
import {
  entryOf,
  isActive,
  QUEUED,
  type BatchState,
  type Done,
  type FailedAttempts,
  type JobStatus,
  type Progress,
  type Queued,
  type Running,
  type Starting,
  type Stopping,
} from './state.ts';

/** What can happen to a batch. `job` is the index in the queue; `attempt` fences news of an earlier start. */
export type BatchEvent =
  | { type: 'started'; job: number; gpus: readonly number[]; cursor: number; passed: number | null; utc: string }
  | { type: 'spawned'; job: number; attempt: number; identity: ProcessIdentity }
  | { type: 'progressed'; job: number; attempt: number; progress: Progress }
  | { type: 'told_to_stop'; job: number; attempt: number }
  | ({ type: 'ended'; job: number; attempt: number; returncode: number; utc: string } & Judgement)
  | { type: 'not_spawned'; job: number; attempt: number; reason: string; failure: Failure; utc: string }
  | { type: 'vanished'; job: number; attempt: number; utc: string }
  | { type: 'stop'; reason: Stopping['reason']; utc: string }
  | { type: 'gpus_seen'; avoided: ForeignWork }
  | { type: 'deadlocked'; utc: string }
  | { type: 'finished'; utc: string };

/**
 * The next state of a batch; pure. News about an attempt that is over changes nothing (the same object comes back);
 * an event that cannot happen is an error of ours and throws.
 */
export function step(state: BatchState, event: BatchEvent): BatchState {
  switch (event.type) {
    case 'started':
      return start(state, event);
    case 'stop':
      return stop(state, { reason: event.reason, by: null, sinceUtc: event.utc });
    case 'gpus_seen':
      return { ...state, pool: { ...state.pool, avoided: event.avoided } };
    case 'deadlocked':
      return cancelDeadlocked(state, event.utc);
    case 'finished':
      if (state.jobs.some(({ status }) => status.name !== 'done')) throw new Error('finished with jobs left');
      return { ...state, finishedUtc: event.utc };
    case 'spawned':
    case 'progressed':
    case 'told_to_stop':
    case 'ended':
    case 'not_spawned':
    case 'vanished':
      return stepJob(state, event);
  }
}

type JobEvent = Extract<BatchEvent, { attempt: number }>;

function stepJob(state: BatchState, event: JobEvent): BatchState {
  const { status } = entryOf(state, event.job);
  if (!isActive(status) || status.attempt !== event.attempt) return state;
  if (event.type === 'not_spawned') {
    const { reason, failure } = event;
    if (mayRetry(state, event.job, status, failure)) return retry(state, event.job, status, failure);
    return close(state, event.job, { ...endOf(status, event.utc), outcome: 'failed', reason, failure });
  }
  if (event.type === 'spawned') {
    if (status.name !== 'starting') throw new Error(`job ${event.job} was spawned twice`);
    return withStatus(state, event.job, {
      ...status,
      name: 'running',
      identity: event.identity,
      progress: null,
      stopped: false,
    });
  }
  if (status.name !== 'running') throw new Error(`job ${event.job} is not running: ${event.type}`);
  switch (event.type) {
    case 'progressed':
      return withStatus(state, event.job, { ...status, progress: event.progress });
    case 'told_to_stop':
      return withStatus(state, event.job, { ...status, stopped: true });
    case 'ended':
      return end(state, event, status);
    case 'vanished':
      return vanish(state, event.job, status, event.utc);
  }
}

type Started = Extract<BatchEvent, { type: 'started' }>;

function start(state: BatchState, { job: index, gpus, cursor, passed, utc }: Started): BatchState {
  const { job, status } = entryOf(state, index);
  if (status.name !== 'queued' || state.stopping) throw new Error(`job ${job.job_id} cannot be started`);
  const jobs = [...state.jobs];
  if (passed !== null) {
    const waiting = entryOf(state, passed);
    if (waiting.status.name !== 'queued') throw new Error(`${waiting.job.job_id} does not wait`);
    jobs[passed] = { ...waiting, status: { ...waiting.status, passedBy: waiting.status.passedBy + 1 } };
  }
  jobs[index] = {
    job,
    status: { name: 'starting', attempt: status.attempts + 1, gpus, startedUtc: utc, failed: status.failed },
  };
  return { ...state, jobs, pool: lease(state.pool, job.job_id, gpus, cursor) };
}

function endOf(status: Starting | Running, utc: string): Done {
  return {
    name: 'done',
    outcome: 'failed',
    reason: null,
    returncode: null,
    gpus: status.gpus,
    pid: status.name === 'running' ? status.identity.pid : null,
    attempts: status.attempt,
    startedUtc: status.startedUtc,
    finishedUtc: utc,
    progress: status.name === 'running' ? status.progress : null,
    failed: status.failed,
    failure: null,
    missing: [],
  };
}

type Ended = Extract<BatchEvent, { type: 'ended' }>;

function end(state: BatchState, event: Ended, status: Running): BatchState {
  const { job, failure } = event;
  if (failure && !status.stopped && mayRetry(state, job, status, failure)) return retry(state, job, status, failure);
  return close(state, job, closing(state, status, event));
}

function mayRetry(state: BatchState, job: number, { failed }: Starting | Running, failure: Failure): boolean {
  return !state.stopping && isWorthRetrying(failure) && failed.total < entryOf(state, job).job.retries;
}

function retry(state: BatchState, job: number, status: Starting | Running, failure: Failure): BatchState {
  const failed = addFailure(status.failed, failure, status.gpus);
  return requeue(state, job, { ...QUEUED, reason: 'retry', attempts: status.attempt, failed });
}

/** `gpus`: those of the attempt. */
export function addFailure(failed: FailedAttempts, failure: Failure, gpus: readonly number[]): FailedAttempts {
  const isFault = failure.class === 'gpu_fault';
  return {
    total: failed.total + 1,
    outOfMemory: failed.outOfMemory + (failure.class === 'out_of_memory' ? 1 : 0),
    faultyGpus: isFault ? [...new Set([...failed.faultyGpus, ...gpus])] : failed.faultyGpus,
  };
}

/** A job that was told to stop and still ended well has succeeded; one that failed by itself keeps its failure. */
function closing(state: BatchState, status: Running, { returncode, utc, failure, missing }: Ended): Done {
  const done = { ...endOf(status, utc), returncode };
  if (!failure) return { ...done, outcome: 'success' };
  if (status.stopped) return { ...done, outcome: 'canceled', reason: state.stopping?.reason ?? null };
  return { ...done, reason: failure.partial ? 'partial' : null, failure, missing };
}

function vanish(state: BatchState, index: number, status: Running, utc: string): BatchState {
  if (state.stopping) {
    return close(state, index, { ...endOf(status, utc), outcome: 'canceled', reason: state.stopping.reason });
  }
  return requeue(state, index, { ...QUEUED, reason: 'interrupted', attempts: status.attempt, failed: status.failed });
}

/** Back into the queue, without its GPUs. */
function requeue(state: BatchState, index: number, queued: Queued): BatchState {
  const freed = { ...state, pool: release(state.pool, entryOf(state, index).job.job_id) };
  return withStatus(freed, index, queued);
}

/** Records a job's end, gives its GPUs back and lets the end have its effect on the others. */
function close(state: BatchState, index: number, done: Done): BatchState {
  const { job } = entryOf(state, index);
  let next = withStatus({ ...state, pool: release(state.pool, job.job_id) }, index, done);
  if (done.outcome === 'failed' && state.settings.fail_fast && !state.stopping) {
    next = stop(next, { reason: 'canceled_by_fail_fast', by: job.job_id, sinceUtc: done.finishedUtc });
  }
  return settle(next, state.graph.downstream[index] ?? [], done.finishedUtc);
}

/** Begins to stop: what has not been started is canceled (by `settle`); running jobs are ended by the runner. */
function stop(state: BatchState, stopping: Stopping): BatchState {
  if (state.stopping) return state;
  return settle({ ...state, stopping }, state.jobs.keys(), stopping.sinceUtc);
}

function withStatus(state: BatchState, index: number, status: JobStatus): BatchState {
  return { ...state, jobs: state.jobs.with(index, { ...entryOf(state, index), status }) };
}
