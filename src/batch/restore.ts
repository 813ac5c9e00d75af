import type { PlannedJob } from '../spec/types.ts';
import { isWorthRetrying } from './failure.ts';
import { judge, type Judgement } from './judge.ts';
import { readExit, readIdentity, readResult } from './records.ts';
import { QUEUED, type Done, type FailedAttempts, type JobStatus } from './state.ts';
import type { SavedJob } from './saved-state.ts';
import { addFailure } from './step.ts';

/** Exit codes of a job that somebody told to stop: it has not failed, it can go on. (contract 3) */
const STOPPED_CODES = [-15, -2, 143, 130];

export const failedOf = (saved: SavedJob | undefined): FailedAttempts => ({
  total: saved?.failed_attempts ?? 0,
  outOfMemory: saved?.out_of_memory_attempts ?? 0,
  faultyGpus: saved?.faulty_gpus ?? [],
});

/** The status of a job of which no process is left. */
export async function restored(job: PlannedJob, saved: SavedJob, nowUtc: string, native: boolean): Promise<JobStatus> {
  const { status, reason } = saved;
  if (status === 'success' || status === 'failed' || (status === 'canceled' && wasFinal(reason))) {
    return doneAs(saved, status, saved.finished_utc ?? nowUtc);
  }
  const identity = readIdentity(job.output_root);
  const failed = failedOf(saved);
  const newest = identity?.attempt ?? readExit(job.output_root)?.attempt;
  if (status !== 'running' && (newest === undefined || isCounted(saved, newest))) {
    const reason = status === 'queued' && saved.reason === 'retry' ? 'retry' : null;
    return { ...QUEUED, reason, failed, attempts: saved.attempts ?? failed.total };
  }
  const end = recordedEnd(job.output_root, identity);
  const attempt = identity?.attempt ?? 1;
  if (end && !STOPPED_CODES.includes(end.returncode)) {
    const { returncode } = end;
    const startedUtc = saved.started_utc ?? nowUtc;
    const judgement = await judge({ job, native, attempt, returncode, startedUtc, oomKill: false });
    return endedMeanwhile(
      job,
      { ...saved, pid: identity?.pid ?? saved.pid, returncode },
      attempt,
      judgement,
      end.finished_utc ?? nowUtc,
    );
  }
  return { ...QUEUED, reason: 'interrupted', attempts: attempt, failed };
}

/** The job waits for another attempt (`retry`): the end of this one was seen, and must not count twice. */
function isCounted({ status, attempts }: SavedJob, attempt: number): boolean {
  return status === 'queued' && attempts !== undefined && attempt <= attempts;
}

/** A job that ended while no scheduler watched, judged now. */
function endedMeanwhile(
  job: PlannedJob,
  saved: SavedJob,
  attempt: number,
  judgement: Judgement,
  utc: string,
): JobStatus {
  const { failure, missing } = judgement;
  const done = doneAs({ ...saved, reason: null, failure: null, attempts: attempt }, 'success', utc);
  if (!failure) return done;
  const failed = failedOf(saved);
  if (failed.total < job.retries && isWorthRetrying(failure)) {
    return { ...QUEUED, reason: 'retry', attempts: attempt, failed: addFailure(failed, failure, saved.assigned_gpus) };
  }
  return { ...done, outcome: 'failed', reason: failure.partial ? 'partial' : null, failure, missing };
}

/** `disabled` jobs may have been enabled since; stopped ones are what a continued batch is for. */
function wasFinal(reason: string | null): boolean {
  return reason !== 'canceled_by_interrupt' && reason !== 'disabled';
}

/** How the newest start ended, by the job's own record or else by that of the scheduler that saw it. */
function recordedEnd(
  outputRoot: string,
  identity: { pid: number; attempt: number } | null,
): { returncode: number; finished_utc?: string | undefined } | null {
  const exit = readExit(outputRoot);
  if (exit && (!identity || exit.attempt === identity.attempt)) return exit;
  const result = readResult(outputRoot);
  return result && identity && result.pid === identity.pid ? result : null;
}

function doneAs(saved: SavedJob, outcome: Done['outcome'], finishedUtc: string): Done {
  return {
    name: 'done',
    outcome,
    reason: saved.reason,
    returncode: saved.returncode,
    gpus: saved.assigned_gpus,
    pid: saved.pid,
    attempts: saved.attempts ?? 1,
    startedUtc: saved.started_utc,
    finishedUtc,
    progress: saved.progress ? { ...saved.progress, procs: saved.procs ?? undefined } : null,
    failed: failedOf(saved),
    failure: saved.failure ?? null,
    missing: [],
  };
}
