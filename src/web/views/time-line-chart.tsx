import { memo, useCallback, useState } from 'react';
import { flushSync } from 'react-dom';
import type { GpuView } from '../../server/api.ts';
import { duration } from '../ui/format.ts';
import { nextByKey } from './arrow-focus.ts';
import { LANE_PX, LEAST_PX, TimeLineBar } from './time-line-bar.tsx';
import type { Bar, TimePlan } from './time-plan.ts';
import { ticksOf, timeWords } from './time-ticks.ts';
import type { ViewBox } from './use-view-box.ts';

export const HEAD_PX = 26;
/** A character of a tick's label, at most. */
const LABEL_PX = 6.6;
/** So much of the time is kept free after the last end. */
const SPARE = 1.03;

interface ChartProps {
  plan: TimePlan;
  runRoot: string;
  widthPx: number;
  /** Only this part is drawn. */
  view: ViewBox;
  gpus: readonly GpuView[];
  nowMs: number | null;
  onShow: (words: string | null) => void;
}

export const TimeLineChart = memo(function TimeLineChart(props: ChartProps) {
  const { plan, runRoot, widthPx, view, gpus, nowMs, onShow } = props;
  const { lanes, bars, fromMs, toMs } = plan;
  const [stop, setStop] = useState<string | null>(null);
  const show = useCallback(
    (words: string | null, jobId: string) => {
      onShow(words);
      if (words !== null) setStop(jobId);
    },
    [onShow],
  );
  const scale = widthPx / (SPARE * (toMs - fromMs));
  const heightPx = HEAD_PX + LANE_PX * lanes.length;
  const stopBar = bars.find(({ job }) => job.jobId === stop) ?? bars[0];
  const onKeyDown = (event: React.KeyboardEvent<SVGElement>): void => {
    const next = nextByKey(event.key, bars, stopBar, (bar) => middleOf(bar, scale));
    if (next === null) return;
    event.preventDefault();
    if (next) focusOn(next, event.currentTarget, setStop);
  };
  return (
    <svg
      width={widthPx}
      height={heightPx}
      role="group"
      aria-label={`Jobs over time: ${lanes.flatMap(({ name }) => name || []).join(', ')}`}
      onKeyDown={onKeyDown}
    >
      <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0V6" />
      </pattern>
      {ticksOf(fromMs, fromMs + SPARE * (toMs - fromMs), widthPx).map(({ atMs, words }) => (
        <g key={atMs} className="tick" transform={`translate(${(atMs - fromMs) * scale} 0)`}>
          <path d={`M0 ${HEAD_PX - 4}V${heightPx}`} />
          {(nowMs === null || Math.abs(nowMs - atMs) * scale > LABEL_PX * words.length) && (
            <text x={inside((atMs - fromMs) * scale, words, widthPx)} y={14} textAnchor="middle">
              {words}
            </text>
          )}
        </g>
      ))}
      <g transform={`translate(0 ${HEAD_PX})`}>
        {lanes.map(
          ({ gpu }, place) =>
            isLaneInView(place, view) && (
              <g key={place} transform={`translate(0 ${place * LANE_PX})`}>
                <path className="lane" d={`M0 ${LANE_PX}H${widthPx}`} />
                {nowMs !== null && gpu !== null && (
                  <Strangers gpu={gpus.find(({ id }) => id === gpu)} {...{ fromMs, nowMs, scale }} />
                )}
              </g>
            ),
        )}
        {bars.map(
          (bar) =>
            (bar === stopBar || isInView(bar, view, fromMs, scale)) && (
              <TimeLineBar
                key={bar.job.jobId}
                {...{ bar, runRoot, fromMs, scale }}
                isStop={bar === stopBar}
                onShow={show}
              />
            ),
        )}
      </g>
      {nowMs !== null && <Now x={(nowMs - fromMs) * scale} height={heightPx} nowMs={nowMs} spanMs={toMs - fromMs} />}
    </svg>
  );
});

/** How far a label's middle moves from its tick, px, so that it is not cut at the chart's ends. */
function inside(x: number, words: string, widthPx: number): number {
  const halfPx = (LABEL_PX * words.length) / 2;
  return Math.min(Math.max(x, halfPx), widthPx - halfPx) - x;
}

/** The bar may be out of view: it is drawn first. */
function focusOn({ job }: Bar, chart: SVGElement, setStop: (jobId: string) => void): void {
  flushSync(() => setStop(job.jobId));
  chart.querySelector<SVGAElement>(`a[data-job="${CSS.escape(job.jobId)}"]`)?.focus();
}

function middleOf({ spans, lanes }: Bar, scale: number): { x: number; y: number } {
  const [from = 0, to = 0] = [spans[0]?.fromMs, spans.at(-1)?.toMs];
  return { x: ((from + to) / 2) * scale, y: (LANE_PX * lanes.reduce((sum, lane) => sum + lane, 0)) / lanes.length };
}

const isLaneInView = (lane: number, { top, bottom }: ViewBox): boolean =>
  HEAD_PX + LANE_PX * (lane + 1) > top && HEAD_PX + LANE_PX * lane < bottom;

function isInView({ spans, lanes }: Bar, view: ViewBox, fromMs: number, scale: number): boolean {
  const [from = 0, to = 0] = [spans[0]?.fromMs, spans.at(-1)?.toMs];
  const isInTime = (to - fromMs) * scale + LEAST_PX > view.left && (from - fromMs) * scale < view.right;
  return isInTime && lanes.some((lane) => isLaneInView(lane, view));
}

/** Processes of others on a GPU, from their begin to now. */
function Strangers({
  gpu,
  fromMs,
  nowMs,
  scale,
}: {
  gpu: GpuView | undefined;
  fromMs: number;
  nowMs: number;
  scale: number;
}) {
  return (gpu?.holders ?? [])
    .filter(({ jobId }) => jobId === null)
    .map(({ pid, user, program, sinceUtc }) => {
      const beginMs = Math.max(fromMs, sinceUtc ? Date.parse(sinceUtc) : nowMs);
      const x = (beginMs - fromMs) * scale;
      const since = sinceUtc ? `, since ${duration((nowMs - Date.parse(sinceUtc)) / 1000)}` : '';
      return (
        <g key={pid} className="stranger">
          <title>{`${user} · ${program}${since}`}</title>
          <rect x={x} y={5} width={Math.max(3, (nowMs - beginMs) * scale)} height={26} rx={2} />
          <text x={x + 5} y={22}>{`${user} · ${program}`}</text>
        </g>
      );
    });
}

function Now({ x, height, nowMs, spanMs }: { x: number; height: number; nowMs: number; spanMs: number }) {
  const words = timeWords(nowMs, spanMs < 600_000 ? 1000 : 60_000, 0);
  const widthPx = 7 * words.length + 4;
  const left = Math.max(0, x - widthPx / 2);
  return (
    <g className="now" aria-hidden="true">
      <path d={`M${x} ${HEAD_PX - 8}V${height}`} />
      <rect x={left} y={1} width={widthPx} height={17} rx={3} />
      <text x={left + widthPx / 2} y={14} textAnchor="middle">
        {words}
      </text>
    </g>
  );
}
