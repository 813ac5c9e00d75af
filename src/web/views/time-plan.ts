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

/** Makes the plan of a batch again and again; bars that did not change stay the same objects, and need not be drawn again. */
export class TimePlanner {
  private bars = new Map<string, Bar>();

  /** `nowMs`: of the end, when the batch is over. Forecasts are rounded to `stepMs`: what moves by less cannot be seen. */
  plan(batch: BatchView, nowMs: number, stepMs = 1): TimePlan {
    const plan = planTime(batch, nowMs, stepMs);
    const bars = plan.bars.map((bar) => {
      const known = this.bars.get(bar.job.jobId);
      return known && isSame(known, bar) ? known : bar;
    });
    this.bars = new Map(bars.map((bar) => [bar.job.jobId, bar]));
    return { ...plan, bars };
  }
}

function isSame(a: Bar, b: Bar): boolean {
  return (
    a.job.status === b.job.status &&
    a.spans.length === b.spans.length &&
    a.spans.every(({ fromMs, toMs }, at) => fromMs === b.spans[at]?.fromMs && toMs === b.spans[at].toMs) &&
    a.lanes.length === b.lanes.length &&
    a.lanes.every((lane, at) => lane === b.lanes[at])
  );
}

/** Which job held which GPU when, and the forecast for the rest. */
function planTime(batch: BatchView, nowMs: number, stepMs: number): TimePlan {
  const timed = batch.jobs
    .map((job) => ({ job, spans: spansOf(job, nowMs, stepMs), gpus: gpusOf(job) }))
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
    bars: timed.map((one) => ({ job: one.job, spans: one.spans, lanes: laneOf.get(one) ?? [] })),
    fromMs,
    toMs: fromMs + (batch.finishedUtc ? length : inSteps(length)),
  };
}

interface Timed {
  job: JobView;
  spans: Span[];
  gpus: number[];
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

function spansOf(job: JobView, nowMs: number, stepMs: number): Span[] {
  const rounded = (utc: string): number => stepMs * Math.round(Date.parse(utc) / stepMs);
  const spans: Span[] = [];
  if (job.startedUtc) {
    const toMs = job.finishedUtc ? Date.parse(job.finishedUtc) : nowMs;
    spans.push({ fromMs: Date.parse(job.startedUtc), toMs, isForecast: false });
  }
  if (job.forecast && !job.finishedUtc) {
    const fromMs = job.startedUtc ? nowMs : Math.max(nowMs, rounded(job.forecast.startUtc));
    const toMs = rounded(job.forecast.endUtc);
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
