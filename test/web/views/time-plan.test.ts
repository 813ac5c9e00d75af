import { describe, expect, it } from 'vitest';
import type { BatchView, JobView } from '../../../src/server/api.ts';
import { layGraph } from '../../../src/web/views/graph-layout.ts';
import { TimePlanner, type TimePlan } from '../../../src/web/views/time-plan.ts';

const T0 = Date.UTC(2026, 0, 1, 12);
const utc = (minutes: number): string => new Date(T0 + 60_000 * minutes).toISOString();
const job = (jobId: string, gpus: number[], from: number | null, to: number | null, more: Partial<JobView> = {}) =>
  ({
    jobId,
    gpus: gpus.length,
    assignedGpus: from === null ? [] : gpus,
    startedUtc: from === null ? null : utc(from),
    finishedUtc: to === null ? null : utc(to),
    forecast: null,
    ...more,
  }) as JobView;
const plan = (jobs: JobView[], gpus: number[]) =>
  new TimePlanner().plan({ jobs, settings: { gpus } } as unknown as BatchView, T0 + 60_000 * 30);

describe('the plan of the time line', () => {
  it('has a lane for each GPU, and as many for the CPU as overlap', () => {
    const { lanes, bars } = plan(
      [job('a', [], 0, 10), job('b', [], 5, 12), job('c', [], 10, 14), job('d', [0, 2], 3, null)],
      [0, 1, 2],
    );
    expect(lanes.map(({ name }) => name)).toEqual(['CPU', '', 'GPU 0', 'GPU 1', 'GPU 2']);
    expect(Object.fromEntries(bars.map((bar) => [bar.job.jobId, bar.lanes]))).toEqual({
      a: [0],
      b: [1],
      c: [0],
      d: [2, 4],
    });
  });
  it('goes on with the forecast where the measured part ends', () => {
    const forecast = { startUtc: utc(3), endUtc: utc(50), gpus: [0] };
    const [bar] = plan([job('a', [0], 3, null, { forecast })], [0]).bars;
    expect(bar?.spans).toEqual([
      { fromMs: T0 + 180_000, toMs: T0 + 1_800_000, isForecast: false },
      { fromMs: T0 + 1_800_000, toMs: T0 + 3_000_000, isForecast: true },
    ]);
  });
  it('puts queued jobs on the GPUs that the scheduler names, else below all', () => {
    const queued = (jobId: string, gpus: number[]) =>
      job(jobId, [], null, null, { gpus: 1, forecast: { startUtc: utc(40), endUtc: utc(60), gpus } });
    const { lanes, bars } = plan([queued('known', [1]), queued('unknown', [])], [0, 1]);
    expect(lanes.map(({ name }) => name)).toEqual(['GPU 0', 'GPU 1', 'Waiting']);
    expect(bars.map((bar) => bar.lanes)).toEqual([[1], [2]]);
  });
});

it('draws again only what has changed', () => {
  const planner = new TimePlanner();
  const at = (minutes: number, endMinutes: number) => {
    const forecast = { startUtc: utc(200), endUtc: utc(endMinutes), gpus: [0] };
    const waits = job('waits', [], null, null, { gpus: 1, forecast });
    const jobs = [job('over', [0], 0, 10), job('runs', [1], 0, null), waits];
    const batch = { jobs, finishedUtc: null, settings: { gpus: [0, 1] } } as unknown as BatchView;
    return planner.plan(batch, T0 + 60_000 * minutes, 8000);
  };
  const [before, after, later] = [at(100, 300), at(100.2, 300.05), at(100.2, 300.2)];
  const kept = (a: TimePlan, b: TimePlan) => b.bars.map((bar, place) => bar === a.bars[place]);
  expect(kept(before, after)).toEqual([true, false, true]);
  expect(kept(after, later)).toEqual([true, true, false]);
  expect(after.toMs).toBe(before.toMs);
});

describe('the layout of the graph', () => {
  const node = (jobId: string, ...dependsOn: string[]) => ({ jobId, dependsOn });
  const places = (jobs: { jobId: string; dependsOn: string[] }[]) =>
    Object.fromEntries(layGraph(jobs).placed.map((one) => [one.job.jobId, [one.column, one.row]]));

  it('puts each job right of all that it waits for, near them', () => {
    const sweep = ['1', '2', '3'].flatMap((n) => [node(`pms${n}`, 'fit'), node(`mms${n}`, `pms${n}`)]);
    const jobs = [node('fit'), ...sweep, node('alone')];
    expect(places(jobs)).toEqual({
      fit: [0, 0],
      ...{ pms1: [1, 0], pms2: [1, 1], pms3: [1, 2] },
      ...{ mms1: [2, 0], mms2: [2, 1], mms3: [2, 2] },
    });
    expect(layGraph(jobs).alone).toBe(1);
    expect(places([node('a'), node('b', 'a'), node('c', 'a', 'b')])).toMatchObject({ c: [2, 0] });
  });
  it('does not hang on a damaged file', () => {
    expect(places([node('a', 'b'), node('b', 'a')])).toEqual({ a: [0, 0], b: [0, 1] });
  });
  it('lays a long chain without recursion', () => {
    const chain = Array.from({ length: 5000 }, (_, i) => node(`j${i}`, ...(i > 0 ? [`j${i - 1}`] : [])));
    expect(places(chain)).toMatchObject({ j4999: [4999, 0] });
  });
});
