import type { ProcessIdentity } from '../base/process-identity.ts';
import type { BatchPlan, PlannedJob } from '../spec/types.ts';
import type { MissingOutput } from './check-outputs.ts';
import type { Failure } from './failure.ts';
import { newPool, type GpuPool } from './gpu-pool.ts';

/**
 * The state of a batch. A job is `queued` until it is picked, `starting` from the reservation of its GPUs until its
 * process exists, `running` until the last process of its group is gone, then `done` for good; only a job whose process
 * vanished without telling how it ended (reason `interrupted`), or that has retries left (`retry`), goes back to `queued`. Changed by `step` alone (step.ts).
 */
export interface BatchState {
  readonly settings: BatchPlan['scheduler'];
  readonly startedUtc: string;
  readonly finishedUtc: string | null;
  /** Set once: the first reason to stop wins. */
  readonly stopping: Stopping | null;
  readonly pool: GpuPool;
  /** In the order of the queue; the same order and length for ever. */
  readonly jobs: readonly JobEntry[];
  readonly graph: JobGraph;
}

export interface Stopping {
  reason: 'canceled_by_interrupt' | 'canceled_by_fail_fast';
  /** The job whose failure set it off. */
  by: string | null;
  /** Since then running jobs are told to end. */
  sinceUtc: string;
}

export interface JobEntry {
  readonly job: PlannedJob;
  readonly status: JobStatus;
}

export type JobStatus = Queued | Starting | Running | Done;

export interface Queued {
  readonly name: 'queued';
  readonly reason: 'interrupted' | 'retry' | null;
  /** Starts so far; the next one has the number `attempts + 1`. */
  readonly attempts: number;
  /** How many jobs from behind were started on GPUs while this one waited for some (see pick.ts). */
  readonly passedBy: number;
  readonly failed: FailedAttempts;
}

/** Attempts that ended in a failure after which the job was tried again. */
export interface FailedAttempts {
  readonly total: number;
  /** Those that ran out of memory: the next one works in smaller batches. */
  readonly outOfMemory: number;
  /** GPUs of those that a GPU failed: the next one gets others, if there are any. */
  readonly faultyGpus: readonly number[];
}

export interface Starting {
  readonly name: 'starting';
  readonly attempt: number;
  readonly gpus: readonly number[];
  readonly startedUtc: string;
  readonly failed: FailedAttempts;
}

export interface Running {
  readonly name: 'running';
  readonly attempt: number;
  readonly gpus: readonly number[];
  readonly startedUtc: string;
  readonly failed: FailedAttempts;
  readonly identity: ProcessIdentity;
  readonly progress: Progress | null;
  /** It was told to end. */
  readonly stopped: boolean;
}

export interface Done {
  readonly name: 'done';
  readonly outcome: Outcome;
  readonly reason: string | null;
  /** Exit code; -N when signal N ended it, as Python counts. */
  readonly returncode: number | null;
  readonly gpus: readonly number[];
  readonly pid: number | null;
  /** How often it was started. */
  readonly attempts: number;
  readonly startedUtc: string | null;
  readonly finishedUtc: string;
  readonly progress: Progress | null;
  readonly failed: FailedAttempts;
  /** Why it failed; null for every other outcome. */
  readonly failure: Failure | null;
  /** Outputs that a failed job should have made and that are not whole. */
  readonly missing: readonly MissingOutput[];
}

export type Outcome = 'success' | 'failed' | 'canceled';

export interface Progress {
  done: number;
  total: number;
  unit: string;
  /** Units per second. */
  rate: number | null;
  eta_s: number | null;
  /** Workers that the job says it has. */
  procs?: number | undefined;
}

/** Who waits for whom, by index into `jobs`; fixed for the whole batch. */
export interface JobGraph {
  indexOf: ReadonlyMap<string, number>;
  upstream: readonly (readonly number[])[];
  downstream: readonly (readonly number[])[];
}

const NONE_FAILED: FailedAttempts = { total: 0, outOfMemory: 0, faultyGpus: [] };
export const QUEUED: Queued = { name: 'queued', reason: null, attempts: 0, passedBy: 0, failed: NONE_FAILED };

/** The end of a job that never started. */
export function notStarted(outcome: Outcome, reason: string, utc: string): Done {
  return {
    name: 'done',
    outcome,
    reason,
    returncode: null,
    gpus: [],
    pid: null,
    attempts: 0,
    startedUtc: null,
    finishedUtc: utc,
    progress: null,
    failed: NONE_FAILED,
    failure: null,
    missing: [],
  };
}

/** A batch before its first start: every enabled job is queued. Unknown ids in `depends_on` are an error of ours. */
export function newBatch(plan: BatchPlan, startedUtc: string): BatchState {
  return {
    settings: plan.scheduler,
    startedUtc,
    finishedUtc: null,
    stopping: null,
    pool: newPool(plan.scheduler.gpus),
    jobs: plan.jobs.map((job) => ({
      job,
      status: job.enabled ? QUEUED : notStarted('canceled', 'disabled', startedUtc),
    })),
    graph: graphOf(plan.jobs),
  };
}

function graphOf(jobs: readonly PlannedJob[]): JobGraph {
  const indexOf = new Map(jobs.map((job, index) => [job.job_id, index]));
  const downstream: number[][] = jobs.map(() => []);
  const upstream = jobs.map((job, index) =>
    job.depends_on.map((id) => {
      const dependency = indexOf.get(id);
      if (dependency === undefined) throw new Error(`job ${job.job_id} depends on ${id}, which is not in the plan`);
      downstream[dependency]?.push(index);
      return dependency;
    }),
  );
  return { indexOf, upstream, downstream };
}

/** Throws when there is no such job: an error of ours. */
export function entryOf(state: BatchState, index: number): JobEntry {
  const entry = state.jobs[index];
  if (!entry) throw new Error(`no job ${index}`);
  return entry;
}

/** True while a job holds its place (and its GPUs): from the reservation to the end of its last process. */
export function isActive(status: JobStatus): status is Starting | Running {
  return status.name === 'starting' || status.name === 'running';
}

/** It is done, and well. */
export function succeeded(status: JobStatus): boolean {
  return status.name === 'done' && status.outcome === 'success';
}

/** Everything that it depends on has succeeded. */
export function isReady(state: BatchState, index: number): boolean {
  return (state.graph.upstream[index] ?? []).every((one) => succeeded(entryOf(state, one).status));
}

/** 0: all enabled jobs succeeded; 1 otherwise. (contract 1) */
export function exitCodeOf(state: BatchState): 0 | 1 {
  return state.jobs.every(({ job, status }) => !job.enabled || succeeded(status)) ? 0 : 1;
}

/** The word that the file uses for a status. */
export function statusWord(status: JobStatus): 'queued' | 'running' | 'success' | 'failed' | 'canceled' {
  if (status.name === 'done') return status.outcome;
  return isActive(status) ? 'running' : 'queued';
}
