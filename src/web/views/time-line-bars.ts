import type { BatchView, JobView } from '../../server/api.ts';

export interface Bar {
  job: JobView;
  fromMs: number;
  toMs: number;
  isForecast: boolean;
}
export interface Lane {
  name: string;
  bars: Bar[];
}

/** Bars of all lanes: one lane a GPU, as many for the CPU and for what waits as overlap. Solid = measured, else forecast. */
export function lanesOf(batch: BatchView, nowMs: number): Lane[] {
  const bars = batch.jobs.flatMap((job) => barsOf(job, nowMs));
  const used = bars.flatMap(({ job }) => gpusOf(job));
  const gpus = [...new Set([...batch.settings.gpus, ...used])].sort((a, b) => a - b);
  const lanes = gpus.map((gpu): Lane => ({
    name: `GPU ${gpu}`,
    bars: bars.filter(({ job }) => gpusOf(job).includes(gpu)),
  }));
  const rest = bars.filter(({ job }) => gpusOf(job).length === 0);
  const packed = (name: string, some: Bar[]): Lane[] => pack(some).map((lane) => ({ name, bars: lane }));
  return [
    ...packed(
      'CPU',
      rest.filter(({ job }) => job.gpus === 0 || job.startedUtc !== null),
    ),
    ...lanes,
    ...packed(
      'Waiting',
      rest.filter(({ job }) => job.gpus > 0 && job.startedUtc === null),
    ),
  ];
}

function gpusOf(job: JobView): number[] {
  return job.assignedGpus.length > 0 ? job.assignedGpus : (job.forecast?.gpus ?? []);
}

function barsOf(job: JobView, nowMs: number): Bar[] {
  const bars: Bar[] = [];
  if (job.startedUtc) {
    const toMs = job.finishedUtc ? Date.parse(job.finishedUtc) : nowMs;
    bars.push({ job, fromMs: Date.parse(job.startedUtc), toMs, isForecast: false });
  }
  if (job.forecast && !job.finishedUtc) {
    const fromMs = job.startedUtc ? nowMs : Date.parse(job.forecast.startUtc);
    const toMs = Date.parse(job.forecast.endUtc);
    if (toMs > fromMs) bars.push({ job, fromMs, toMs, isForecast: true });
  }
  return bars;
}

/** Puts bars that do not overlap on one lane, in the order of their begin; bars of one job share its lane. */
function pack(bars: readonly Bar[]): Bar[][] {
  const lanes: Bar[][] = [];
  for (const bar of bars.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const own = lanes.find((lane) => lane.some(({ job }) => job === bar.job));
    const free = own ?? lanes.find((lane) => lane.every(({ toMs }) => toMs <= bar.fromMs));
    if (free) free.push(bar);
    else lanes.push([bar]);
  }
  return lanes;
}

const STEPS_S = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400];

/** Round local times between two, about one in 110 px. */
export function ticksOf(fromMs: number, toMs: number, widthPx: number): number[] {
  const wantedMs = ((toMs - fromMs) * 110) / Math.max(1, widthPx);
  const stepMs = 1000 * (STEPS_S.find((step) => 1000 * step >= wantedMs) ?? 86_400 * Math.ceil(wantedMs / 86_400_000));
  const zoneMs = new Date(fromMs).getTimezoneOffset() * 60_000;
  const ticks: number[] = [];
  for (let at = Math.ceil((fromMs - zoneMs) / stepMs) * stepMs + zoneMs; at <= toMs; at += stepMs) ticks.push(at);
  return ticks;
}
