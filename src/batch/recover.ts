import { removeDeadTemporaries } from '../base/dead-temporaries.ts';
import { InputError, type Problem } from '../base/errors.ts';
import { identityOf, type ProcessIdentity } from '../base/process-identity.ts';
import type { BatchPlan, PlannedJob } from '../spec/types.ts';
import { lease, type GpuPool } from './gpu-pool.ts';
import { inUse, userOf } from './in-use.ts';
import { ATTEMPT_MARK, environmentOf, findMarked } from './process-group.ts';
import { clearRecords, readIdentity, readResolvedSpec } from './records.ts';
import { failedOf, restored } from './restore.ts';
import { isActive, newBatch, QUEUED, type BatchState, type JobEntry, type JobStatus, type Running } from './state.ts';
import type { SavedJob, SavedState } from './saved-state.ts';
import { settle } from './settle.ts';
import { step } from './step.ts';

export interface Recovery {
  state: BatchState;
  /** For the log. */
  notes: string[];
}

/**
 * The state to begin with. Jobs of an earlier scheduler that still run are adopted, whatever became of its state file.
 * A batch that was not finished goes on: what ended keeps its result, what vanished is queued again. (contract 9)
 * @throws InputError when a job's folder is in use by something else, or a running job is no longer in the plan
 */
export async function recover(
  plan: BatchPlan,
  saved: SavedState | null,
  statePath: string,
  nowUtc: string,
): Promise<Recovery> {
  const unfinished = saved?.finished_utc === null ? saved : null;
  const notes: string[] = [];
  const survivorOf = findSurvivors(plan, saved, statePath);
  const savedJobs = new Map(unfinished?.jobs.map((one) => [one.job_id, one]));
  const fresh = newBatch(plan, unfinished?.started_utc ?? nowUtc);
  let pool = fresh.pool;
  const jobs: JobEntry[] = [];
  for (const entry of fresh.jobs) {
    const { job } = entry;
    if (!job.enabled) {
      jobs.push(entry);
      continue;
    }
    removeDeadTemporaries(job.output_root);
    const known = savedJobs.get(job.job_id);
    const moved = known !== undefined && known.output_root !== job.output_root;
    const previous = moved ? undefined : known;
    if (moved) notes.push(`WARNING: ${job.job_id} begins anew: its output_root was ${known.output_root}`);
    const survivor = survivorOf.get(job.job_id);
    if (!survivor && !previous) clearRecords(job.output_root);
    const status = survivor
      ? adopted(job, survivor, previous, nowUtc)
      : previous
        ? await restored(job, previous, nowUtc, plan.scheduler.runner === 'native')
        : QUEUED;
    pool = holdGpus(pool, job, status);
    noteChange(notes, job, previous, status);
    jobs.push({ job, status });
  }
  if (unfinished) notes.unshift(`CONTINUE batch started_utc=${unfinished.started_utc}`);
  return { state: withConsequences({ ...fresh, jobs, pool }, nowUtc), notes };
}

/**
 * The jobs of the plan that still run, by their ids. Changes nothing.
 * @throws InputError as `recover`
 */
function findSurvivors(plan: BatchPlan, saved: SavedState | null, statePath: string): Map<string, Survivor> {
  const marked = findMarked(statePath);
  const problems = lostJobs(plan, saved, marked);
  const found = new Map<string, Survivor>();
  const ended = new Set(saved?.finished_utc === null ? saved.jobs.filter(hasEnded).map(({ job_id }) => job_id) : []);
  for (const job of plan.jobs.filter(({ enabled }) => enabled)) {
    // What a job that has ended left behind in a session of its own (a daemon) does not make it run again.
    const groups = ended.has(job.job_id) ? undefined : marked.get(job.job_id);
    const survivor = findSurvivor(job, statePath, groups, problems);
    if (survivor) found.set(job.job_id, survivor);
  }
  if (problems.length > 0) throw new InputError(problems);
  return found;
}

const hasEnded = ({ status }: SavedJob): boolean => status === 'success' || status === 'failed';

/** Jobs that still run but that the plan no longer has where they are: they must not be forgotten. */
function lostJobs(plan: BatchPlan, saved: SavedState | null, survivors: ReadonlyMap<string, Set<number>>): Problem[] {
  const roots = new Map(saved?.jobs.map((one) => [one.job_id, one.output_root]));
  const planned = new Map(plan.jobs.filter((job) => job.enabled).map((job) => [job.job_id, job.output_root]));
  return [...survivors]
    .filter(([id]) => !planned.has(id) || (roots.has(id) && roots.get(id) !== planned.get(id)))
    .map(([id, groups]) => ({
      where: `job ${id}`,
      message:
        `still runs (process group ${[...groups].join(', ')}), but the spec no longer has it, or not with this ` +
        `output_root; put it back, or end it first: kill -- -${[...groups][0] ?? ''}`,
    }));
}

interface Survivor {
  identity: ProcessIdentity;
  attempt: number;
}

function findSurvivor(
  job: PlannedJob,
  statePath: string,
  groups: ReadonlySet<number> | undefined,
  problems: Problem[],
): Survivor | null {
  const user = userOf(job.output_root);
  if (user) {
    const { record, statePath: owner } = user;
    if (owner === statePath) return { identity: pureIdentity(record), attempt: record.attempt };
    problems.push({ where: `job ${job.job_id}`, message: inUse(job.output_root, user) });
    return null;
  }
  const [group] = groups ?? [];
  if (group === undefined) return null;
  const record = readIdentity(job.output_root);
  const leaderless = record?.pid === group ? pureIdentity(record) : { ...deadIdentity, pid: group };
  const attempt = record?.attempt ?? Number(environmentOf(group)?.get(ATTEMPT_MARK) ?? 1);
  return { identity: identityOf(group) ?? leaderless, attempt };
}

const deadIdentity = { process_start: null, boot_id: null, host: '' };

function pureIdentity({ pid, process_start, boot_id, host, pid_namespace }: ProcessIdentity): ProcessIdentity {
  return { pid, process_start, boot_id, host, pid_namespace };
}

function adopted(job: PlannedJob, survivor: Survivor, previous: SavedJob | undefined, nowUtc: string): Running {
  return {
    name: 'running',
    attempt: survivor.attempt,
    gpus: readResolvedSpec(job.output_root)?.assigned_gpus ?? previous?.assigned_gpus ?? [],
    startedUtc: previous?.started_utc ?? nowUtc,
    identity: survivor.identity,
    progress: previous?.progress ?? null,
    failed: failedOf(previous),
    stopped: false,
  };
}

/** Reserves what an adopted job uses, also when the id is no longer in the pool. */
function holdGpus(pool: GpuPool, job: PlannedJob, status: JobStatus): GpuPool {
  if (!isActive(status)) return pool;
  return lease(
    pool,
    job.job_id,
    status.gpus.filter((id) => !pool.leases.has(id)),
  );
}

function noteChange(notes: string[], job: PlannedJob, previous: SavedJob | undefined, status: JobStatus): void {
  if (status.name === 'running') notes.push(`ADOPT job_id=${job.job_id} pid=${status.identity.pid}`);
  else if (status.name === 'queued' && status.reason)
    notes.push(`${status.reason.toUpperCase()} job_id=${job.job_id}, queued again`);
  else if (status.name === 'done' && (previous?.status === 'running' || previous?.status === 'queued')) {
    notes.push(`ENDED_MEANWHILE job_id=${job.job_id} status=${status.outcome} rc=${status.returncode ?? 'None'}`);
  }
  const argv = status.name === 'queued' ? undefined : readResolvedSpec(job.output_root)?.argv;
  if (argv && argv.join('\0') !== job.argv.join('\0')) {
    notes.push(`WARNING: the spec of ${job.job_id} has changed since it was started; what was started counts`);
  }
}

/** Failures that were recorded but whose effect on the others was not. */
function withConsequences(state: BatchState, nowUtc: string): BatchState {
  const failed = state.jobs.some(({ status }) => status.name === 'done' && status.outcome === 'failed');
  if (failed && state.settings.fail_fast) {
    return step(state, { type: 'stop', reason: 'canceled_by_fail_fast', utc: nowUtc });
  }
  return settle(state, state.jobs.keys(), nowUtc);
}
