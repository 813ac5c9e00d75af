import { hostname } from 'node:os';
import { isAlive } from '../../base/process-identity.ts';
import type { SavedJob, SavedState } from '../../batch/saved-state.ts';
import type { BatchView, Counts, JobView } from '../api.ts';
import { whyOf, type StatusOf } from './why.ts';

/** What was found of a batch on disk. */
export interface FoundBatch {
  runRoot: string;
  statePath: string;
  state: SavedState | { unreadable: string } | null;
  log: { path: string; sizeBytes: number };
  draftRevision: string;
  /** From the signal to stop to the end by force, seconds (contract 9). */
  graceS: number;
}

/** The truth on disk in the words of the interface; the browser derives nothing. */
export function viewBatch(found: FoundBatch, nowMs: number): BatchView {
  const { state } = found;
  const empty = emptyView(found);
  if (state === null) return empty;
  if ('unreadable' in state) return { ...empty, phase: 'unreadable', fault: `The state file: ${state.unreadable}` };
  const phase = phaseOf(state, nowMs);
  const statuses = new Map(state.jobs.map(({ job_id, status }) => [job_id, status]));
  const jobs = state.jobs.map((job) => jobView(job, phase, (jobId) => statuses.get(jobId)));
  return {
    ...empty,
    phase,
    startedUtc: state.started_utc,
    finishedUtc: state.finished_utc,
    updatedUtc: state.updated_utc ?? null,
    owner: state.owner ? { pid: state.owner.pid, host: state.owner.host } : null,
    settings: settingsOf(state),
    counts: countJobs(jobs),
    freeGpus: state.free_gpus,
    jobs,
    forecastUtc: phase === 'running' ? lastEnd(state.jobs) : null,
    killUtc: phase === 'stopping' && state.stopping ? secondsAfter(state.stopping.since_utc, found.graceS) : null,
  };
}

/** The end of the last job, when all ends are known. */
export function lastEnd(jobs: readonly SavedJob[]): string | null {
  const open = jobs.filter(({ status }) => status === 'queued' || status === 'running');
  const ends = open.flatMap(({ expected_end_utc }) => expected_end_utc ?? []).sort();
  return ends.length === open.length ? (ends.at(-1) ?? null) : null;
}

function emptyView({ runRoot, statePath, log, draftRevision }: FoundBatch): BatchView {
  return {
    runRoot,
    statePath,
    phase: 'none',
    fault: null,
    startedUtc: null,
    finishedUtc: null,
    updatedUtc: null,
    owner: null,
    settings: { gpus: [], policy: 'fill_first', maxRunningJobs: null, failFast: true },
    counts: countJobs([]),
    freeGpus: [],
    jobs: [],
    log,
    draftRevision,
    forecastUtc: null,
    killUtc: null,
  };
}

const secondsAfter = (utc: string, seconds: number): string => new Date(Date.parse(utc) + 1000 * seconds).toISOString();

function phaseOf(state: SavedState, nowMs: number): BatchView['phase'] {
  if (state.finished_utc !== null) return 'finished';
  if (!isSchedulerAlive(state, nowMs)) return 'lost';
  return state.stopping ? 'stopping' : 'running';
}

/** A state of another host counts as alive while it changes. */
const FOREIGN_DEAD_MS = 60_000;

function isSchedulerAlive({ owner, updated_utc }: SavedState, nowMs: number): boolean {
  if (owner && isAlive(owner)) return true;
  const isForeign = !owner || owner.host !== hostname();
  return isForeign && nowMs - Date.parse(updated_utc ?? '') < FOREIGN_DEAD_MS;
}

function settingsOf({ scheduler }: SavedState): BatchView['settings'] {
  if (!scheduler) return { gpus: [], policy: 'fill_first', maxRunningJobs: null, failFast: true };
  const { gpus, policy, max_running_jobs, fail_fast } = scheduler;
  return { gpus, policy, maxRunningJobs: max_running_jobs, failFast: fail_fast };
}

export function countJobs(jobs: readonly Pick<JobView, 'status'>[]): Counts {
  const counts: Counts = { queued: 0, running: 0, success: 0, failed: 0, canceled: 0 };
  for (const { status } of jobs) counts[status]++;
  return counts;
}

function jobView(job: SavedJob, phase: BatchView['phase'], statusOf: StatusOf): JobView {
  return {
    jobId: job.job_id,
    kind: job.kind,
    enabled: job.enabled,
    outputRoot: job.output_root,
    gpus: job.resources.gpus,
    procs: job.procs ?? job.resources.procs,
    dependsOn: job.depends_on,
    status: job.status,
    assignedGpus: job.assigned_gpus,
    pid: job.pid,
    returncode: job.returncode,
    startedUtc: job.started_utc,
    finishedUtc: job.finished_utc,
    reason: job.reason,
    why: whyOf(job, statusOf),
    advice: job.status === 'failed' ? (job.failure?.advice ?? null) : null,
    progress: job.progress
      ? {
          done: job.progress.done,
          total: job.progress.total,
          unit: job.progress.unit,
          rate: job.progress.rate,
          etaS: job.progress.eta_s,
        }
      : null,
    forecast: phase === 'running' ? forecastOf(job) : null,
  };
}

/** The scheduler's own estimate. */
function forecastOf(job: SavedJob): JobView['forecast'] {
  const startUtc = job.started_utc ?? job.expected_start_utc;
  const endUtc = job.expected_end_utc;
  const gpus = job.started_utc === null ? (job.expected_gpus ?? []) : job.assigned_gpus;
  return startUtc && endUtc ? { startUtc, endUtc, gpus } : null;
}
