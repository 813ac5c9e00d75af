import { entryOf, type BatchState, type JobGraph, type JobStatus, type Progress } from './state.ts';

/** When a job will probably start and end, milliseconds since 1970; null: not known. */
export interface Estimate {
  startMs: number | null;
  endMs: number | null;
  /** On which GPUs a queued job will probably run; null: not queued, or not known. */
  gpus: readonly number[] | null;
}

/**
 * Estimates for all jobs: what runs ends after the time that it says it still needs; what is queued takes as long as
 * jobs of its kind take at their measured rates, and starts in the order of the queue when GPUs, a place and its
 * dependencies are there. Pure; `nowMs` is wall clock, for show.
 */
export function estimate(state: BatchState, nowMs: number): Estimate[] {
  const durations = durationsByKind(state);
  const ends = state.jobs.map(({ status }) => endOf(status, nowMs));
  const starts = state.jobs.map(() => Infinity);
  const chosen: (readonly number[] | null)[] = state.jobs.map(() => null);
  const running = ends.filter((_, index) => entryOf(state, index).status.name === 'running');
  const most = Math.min(state.settings.max_running_jobs, state.jobs.length);
  const idle = Math.max(0, most - running.length);
  const places = [...running, ...Array.from({ length: idle }, () => nowMs)];
  const { ids } = state.pool;
  const freeAt = ids.map((id) => gpuFreeAt(state, id, ends, nowMs));
  for (const index of inOrder(state.graph)) {
    const { job, status } = entryOf(state, index);
    if (status.name !== 'queued') continue;
    const place = indexOfLeast(places);
    let start = Math.max(nowMs, places[place] ?? Infinity);
    if (start === Infinity) break; // so it is for all that follow
    const gpus = freeFirst(freeAt, job.resources.gpus);
    for (const one of state.graph.upstream[index] ?? []) start = Math.max(start, ends[one] ?? Infinity);
    for (const gpu of gpus) start = Math.max(start, freeAt[gpu] ?? Infinity);
    const end = start + (durations.get(job.kind) ?? Infinity);
    starts[index] = start;
    if (start < Infinity) chosen[index] = gpus.map((gpu) => ids[gpu] ?? NaN).sort((a, b) => a - b);
    ends[index] = end;
    places[place] = end;
    for (const gpu of gpus) freeAt[gpu] = end;
  }
  return state.jobs.map(({ status }, index) => ({
    startMs: status.name === 'queued' ? finite(starts[index]) : null,
    endMs: status.name === 'done' ? null : finite(ends[index]),
    gpus: chosen[index] ?? null,
  }));
}

const finite = (ms: number | undefined): number | null => (ms !== undefined && Number.isFinite(ms) ? ms : null);

function endOf(status: JobStatus, nowMs: number): number {
  if (status.name === 'done') return nowMs;
  const seconds = status.name === 'running' ? status.progress?.eta_s : null;
  return seconds === null || seconds === undefined ? Infinity : nowMs + 1000 * seconds;
}

/** One that another program uses is free nobody knows when. */
function gpuFreeAt({ pool, graph }: BatchState, id: number, ends: readonly number[], nowMs: number): number {
  if (pool.avoided.has(id)) return Infinity;
  const holder = pool.leases.get(id);
  return holder === undefined ? nowMs : (ends[graph.indexOf.get(holder) ?? -1] ?? Infinity);
}

/** Mean time of a job of each kind at its measured rate, milliseconds. */
function durationsByKind({ jobs }: BatchState): Map<string, number> {
  const sums = new Map<string, { ms: number; count: number }>();
  for (const { job, status } of jobs) {
    const progress: Progress | null = status.name === 'running' || status.name === 'done' ? status.progress : null;
    if (!progress?.rate) continue;
    const sum = sums.get(job.kind) ?? { ms: 0, count: 0 };
    sums.set(job.kind, { ms: sum.ms + (1000 * progress.total) / progress.rate, count: sum.count + 1 });
  }
  return new Map([...sums].map(([kind, { ms, count }]) => [kind, ms / count]));
}

/** Indices of the `count` GPUs that are free first; of equals those that stand first. */
function freeFirst(freeAt: readonly number[], count: number): number[] {
  if (count === 1 && freeAt.length > 0) return [indexOfLeast(freeAt)];
  return [...freeAt.keys()].sort((a, b) => (freeAt[a] ?? 0) - (freeAt[b] ?? 0)).slice(0, count);
}

function indexOfLeast(values: readonly number[]): number {
  let least = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) < (values[least] ?? 0)) least = i;
  return least;
}

const orders = new WeakMap<JobGraph, number[]>();

/** The queue's order, but each job after those it depends on. */
function inOrder(graph: JobGraph): number[] {
  const known = orders.get(graph);
  if (known) return known;
  const order: number[] = [];
  const seen = new Set<number>();
  for (const first of graph.upstream.keys()) {
    const open = [first];
    while (open.length > 0) {
      const index = open.at(-1) as number;
      const before = seen.has(index) ? [] : (graph.upstream[index] ?? []).filter((one) => !seen.has(one));
      seen.add(index);
      if (before.length > 0) open.push(...before);
      else {
        open.pop();
        order.push(index);
      }
    }
  }
  const distinct = [...new Set(order)];
  orders.set(graph, distinct);
  return distinct;
}
