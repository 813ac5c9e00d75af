import type { BatchView, JobView } from '../../server/api.ts';

export interface Span {
  fromMs: number;
  toMs: number;
  isForecast: boolean;
}
/** One job: what was measured of it, then what is expected. */
export interface Bar {
  job: JobView;
  spans: Span[];
  /** Places in `lanes`; several for a job on several GPUs. */
  lanes: number[];
}
export interface TimePlan {
  /** Names; one lane a GPU, as many for the CPU and for what waits as overlap. */
  lanes: { name: string; gpu: number | null }[];
  /** In the order of their begin. */
  bars: Bar[];
  fromMs: number;
  toMs: number;
}

/** Which job held which GPU when, and the forecast for the rest; `nowMs`: of the end, when the batch is over. */
export function planTime(batch: BatchView, nowMs: number): TimePlan {
  const timed = batch.jobs
    .map((job) => ({ job, spans: spansOf(job, nowMs), gpus: gpusOf(job) }))
    .filter(({ spans }) => spans.length > 0)
    .sort((a, b) => beginOf(a) - beginOf(b));
  const isWaiting = ({ job, gpus }: Timed): boolean =>
    gpus.length === 0 && job.gpus > 0 && job.startedUtc === null && job.forecast !== null;
  const cpu = pack(timed.filter((one) => one.gpus.length === 0 && !isWaiting(one)));
  const waiting = pack(timed.filter(isWaiting));
  const ids = [...new Set([...batch.settings.gpus, ...timed.flatMap(({ gpus }) => gpus)])].sort((a, b) => a - b);
  const laneOf = new Map<Timed, number[]>();
  cpu.forEach((some, place) => some.forEach((one) => laneOf.set(one, [place])));
  waiting.forEach((some, place) => some.forEach((one) => laneOf.set(one, [cpu.length + ids.length + place])));
  for (const one of timed) {
    if (one.gpus.length > 0)
      laneOf.set(
        one,
        one.gpus.map((gpu) => cpu.length + ids.indexOf(gpu)),
      );
  }
  const ends = timed.flatMap(({ spans }) => spans.map(({ toMs }) => toMs));
  const fromMs = Math.min(nowMs, ...timed.map(beginOf));
  const length = Math.max(1000, nowMs - fromMs, ...ends.map((end) => end - fromMs));
  return {
    lanes: [
      ...cpu.map((_, place) => ({ name: place === 0 ? 'CPU' : '', gpu: null })),
      ...ids.map((gpu) => ({ name: `GPU ${gpu}`, gpu })),
      ...waiting.map((_, place) => ({ name: place === 0 ? 'Waiting' : '', gpu: null })),
    ],
    bars: timed.map((one) => barOf(one, laneOf.get(one) ?? [])),
    fromMs,
    toMs: fromMs + (batch.finishedUtc ? length : inSteps(length)),
  };
}

interface Timed {
  job: JobView;
  spans: Span[];
  gpus: number[];
}

const drawn = new WeakMap<JobView, Bar>();

/** The bar of a job that is over stays the same object, so that a thousand of them are drawn once. */
function barOf({ job, spans }: Timed, lanes: number[]): Bar {
  const known = drawn.get(job);
  if (known?.lanes.join() === lanes.join()) return known;
  const bar = { job, spans, lanes };
  if (job.finishedUtc) drawn.set(job, bar);
  return bar;
}

/** At most a thirty-second more: the scale does not change every second. */
function inSteps(ms: number): number {
  const step = 2 ** Math.ceil(Math.log2(ms)) / 64;
  return step * Math.ceil(ms / step);
}

const beginOf = ({ spans }: Pick<Timed, 'spans'>): number => spans[0]?.fromMs ?? Infinity;
const endOf = ({ spans }: Pick<Timed, 'spans'>): number => spans.at(-1)?.toMs ?? -Infinity;

function gpusOf(job: JobView): number[] {
  return job.assignedGpus.length > 0 ? job.assignedGpus : (job.forecast?.gpus ?? []);
}

function spansOf(job: JobView, nowMs: number): Span[] {
  const spans: Span[] = [];
  if (job.startedUtc) {
    const toMs = job.finishedUtc ? Date.parse(job.finishedUtc) : nowMs;
    spans.push({ fromMs: Date.parse(job.startedUtc), toMs, isForecast: false });
  }
  if (job.forecast && !job.finishedUtc) {
    const fromMs = job.startedUtc ? nowMs : Math.max(nowMs, Date.parse(job.forecast.startUtc));
    const toMs = Date.parse(job.forecast.endUtc);
    if (toMs > fromMs) spans.push({ fromMs, toMs, isForecast: true });
  }
  return spans;
}

/** Puts what does not overlap on one lane, in the order of the begins. */
function pack(some: readonly Timed[]): Timed[][] {
  const lanes: Timed[][] = [];
  for (const one of some) {
    const free = lanes.find((lane) => endOf(lane.at(-1) ?? one) <= beginOf(one));
    if (free) free.push(one);
    else lanes.push([one]);
  }
  return lanes;
}
