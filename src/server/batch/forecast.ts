import type { JobView } from '../api.ts';

type Forecast = NonNullable<JobView['forecast']>;

/** Without anything better, an estimate may be off by this share. */
const USUAL_ERROR = 0.25;

const MADE_AGAIN_MS = 5000;

/** Keeps a forecast for a while, so that not every change of a rate moves the whole time line. */
export class SteadyForecast {
  private found = new Map<string, Forecast>();
  private statuses = '';
  private madeMs = -Infinity;

  of(jobs: readonly JobView[], settings: Settings, nowMs: number): ReadonlyMap<string, Forecast> {
    const statuses = jobs.map(({ status, progress }) => `${status}${progress?.etaS === null}`).join();
    if (statuses !== this.statuses || nowMs - this.madeMs > MADE_AGAIN_MS) {
      this.found = forecastJobs(jobs, settings, nowMs);
      this.statuses = statuses;
      this.madeMs = nowMs;
    }
    return this.found;
  }
}

interface Settings {
  gpus: readonly number[];
  maxRunningJobs: number | null;
}

interface Estimate {
  seconds: number;
  errorS: number;
}

interface Slot {
  jobId: string;
  endMs: number;
  errorS: number;
  gpus: number[];
}

/**
 * When the rest of a batch will start and end: running jobs by their rate, queued ones as long as those of their kind took.
 * Jobs start in the spec's order as soon as GPUs and places are free. Jobs of which nothing is known get none.
 */
export function forecastJobs(jobs: readonly JobView[], settings: Settings, nowMs: number): Map<string, Forecast> {
  const found = new Map<string, Forecast>();
  const busy: Slot[] = [];
  const ended = new Set(jobs.filter(({ status }) => status === 'success').map(({ jobId }) => jobId));
  for (const job of jobs.filter(({ status }) => status === 'running')) {
    const left = remaining(job, nowMs) ?? typical(job, jobs, nowMs);
    if (!left) return found; // nothing after it can be known
    const endMs = nowMs + 1000 * left.seconds;
    busy.push({ jobId: job.jobId, endMs, errorS: left.errorS, gpus: job.assignedGpus });
    found.set(job.jobId, view(Date.parse(job.startedUtc ?? ''), endMs, left.errorS, job.assignedGpus));
  }
  const waiting = jobs.filter(({ status }) => status === 'queued');
  const places = settings.maxRunningJobs ?? Math.max(1, settings.gpus.length);
  for (let atMs = nowMs; waiting.length > 0;) {
    for (const job of [...waiting]) {
      const taken = new Set(busy.flatMap(({ gpus }) => gpus));
      const free = settings.gpus.filter((gpu) => !taken.has(gpu));
      const last = busy.at(-1)?.errorS ?? 0;
      if (busy.length >= places || free.length < job.gpus || !job.dependsOn.every((id) => ended.has(id))) continue;
      const length = typical(job, jobs, nowMs);
      if (!length) return found;
      const slot = { jobId: job.jobId, endMs: atMs + 1000 * length.seconds, gpus: free.slice(0, job.gpus) };
      const errorS = Math.round(last + length.errorS);
      busy.push({ ...slot, errorS });
      found.set(job.jobId, view(atMs, slot.endMs, errorS, slot.gpus));
      waiting.splice(waiting.indexOf(job), 1);
    }
    busy.sort((a, b) => a.endMs - b.endMs);
    const next = busy.shift();
    if (!next) return found; // the rest can never start
    atMs = next.endMs;
    ended.add(next.jobId);
  }
  return found;
}

function view(startMs: number, endMs: number, errorS: number, gpus: readonly number[]): Forecast {
  const startUtc = new Date(Number.isFinite(startMs) ? startMs : endMs).toISOString();
  return { startUtc, endUtc: new Date(endMs).toISOString(), errorS: Math.round(errorS), gpus: [...gpus] };
}

/** What is left of a running job by its own rate. */
function remaining({ progress, startedUtc }: JobView, nowMs: number): Estimate | null {
  if (progress?.etaS === null || progress?.etaS === undefined) return null;
  const ranS = startedUtc ? (nowMs - Date.parse(startedUtc)) / 1000 : 0;
  // The longer it has been measured, the better it is known.
  return { seconds: progress.etaS, errorS: (USUAL_ERROR * progress.etaS) / Math.sqrt(1 + ranS / 60) };
}

/** Mean and spread of the jobs of the same kind that have ended well, or whose end is known. */
function typical(job: JobView, jobs: readonly JobView[], nowMs: number): Estimate | null {
  const lengths = jobs.flatMap((one) => (one.kind === job.kind ? (lengthOf(one, nowMs) ?? []) : []));
  if (lengths.length === 0) return null;
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const variance = lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0) / lengths.length;
  return { seconds: mean, errorS: lengths.length > 1 ? Math.sqrt(variance) : USUAL_ERROR * mean };
}

function lengthOf({ status, startedUtc, finishedUtc, progress }: JobView, nowMs: number): number | null {
  if (!startedUtc) return null;
  const startMs = Date.parse(startedUtc);
  if (status === 'success' && finishedUtc) return Math.max(0, Date.parse(finishedUtc) - startMs) / 1000;
  const left = status === 'running' ? progress?.etaS : null;
  return typeof left === 'number' ? (nowMs - startMs) / 1000 + left : null;
}
