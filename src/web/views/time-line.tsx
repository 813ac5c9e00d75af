import { memo, useCallback, useDeferredValue, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { BatchView, GpuView } from '../../server/api.ts';
import { useSize } from '../pictures/use-size.ts';
import { useMachine } from '../store/machine.ts';
import { duration } from '../ui/format.ts';
import { useNowMs } from '../ui/now.ts';
import { moveFocusByArrow } from './arrow-focus.ts';
import { LANE_PX, TimeLineBar } from './time-line-bar.tsx';
import { planTime, type TimePlan } from './time-plan.ts';
import { ticksOf, timeWords } from './time-ticks.ts';

const NAME_PX = 64;
const HEAD_PX = 26;
const NO_GPUS: readonly GpuView[] = [];

/** Which job held which GPU when; dashed: the forecast for the rest. `zoom` 1: all of it fits. */
export function TimeLine({ batch, runRoot, zoom }: { batch: BatchView; runRoot: string; zoom: number }) {
  const [measure, size] = useSize<HTMLDivElement>();
  const tickingMs = useDeferredValue(useNowMs(pixelMs(batch, zoom * (size?.width ?? 0))));
  const [shown, setShown] = useState<string | null>(null);
  const nowMs = batch.finishedUtc ? Date.parse(batch.finishedUtc) : tickingMs;
  const plan = useMemo(() => planTime(batch, nowMs), [batch, nowMs]);
  const gpus = useMachine((state) => state.machine?.gpus) ?? NO_GPUS;
  const widthPx = Math.floor(zoom * Math.max(120, (size?.width ?? 0) - NAME_PX - 18));
  if (plan.bars.length === 0) return <p className="pad mid">No job has started yet.</p>;
  return (
    <div className="time-line" ref={measure}>
      <Scrolled zoom={zoom}>
        <div className="lane-names" style={{ width: NAME_PX, paddingTop: HEAD_PX }} aria-hidden="true">
          {plan.lanes.map(({ name }, place) => (
            <div key={place} style={{ height: LANE_PX }}>
              {name}
            </div>
          ))}
        </div>
        {size && (
          <Chart
            {...{ plan, runRoot, widthPx }}
            gpus={batch.finishedUtc ? NO_GPUS : gpus}
            nowMs={batch.finishedUtc ? null : nowMs}
            onShow={setShown}
          />
        )}
      </Scrolled>
      <p className="time-shown sm mid cut">
        {shown ?? 'Point at a bar, or move with the arrow keys; Enter opens the job.'}
      </p>
    </div>
  );
}

/** What a pixel stands for, ms: a longer batch need not be drawn again every second. A power of 2, so that it rests. */
function pixelMs({ startedUtc, updatedUtc }: BatchView, widthPx: number): number {
  const spanMs = Date.parse(updatedUtc ?? '') - Date.parse(startedUtc ?? '');
  return spanMs > widthPx && widthPx > 0 ? 2 ** Math.floor(Math.log2(spanMs / widthPx)) : 1;
}

/** Keeps what is in the middle there when the zoom changes. */
function Scrolled({ zoom, children }: { zoom: number; children: React.ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const middle = useRef(0.5);
  useLayoutEffect(() => {
    const { current } = box;
    if (current) current.scrollLeft = middle.current * current.scrollWidth - current.clientWidth / 2;
  }, [zoom]);
  return (
    <div
      className="time-scroll"
      ref={box}
      onScroll={({ currentTarget: { scrollLeft, scrollWidth, clientWidth } }) => {
        middle.current = (scrollLeft + clientWidth / 2) / scrollWidth;
      }}
    >
      {children}
    </div>
  );
}

interface ChartProps {
  plan: TimePlan;
  runRoot: string;
  widthPx: number;
  gpus: readonly GpuView[];
  nowMs: number | null;
  onShow: (words: string | null) => void;
}

const Chart = memo(function Chart({ plan, runRoot, widthPx, gpus, nowMs, onShow }: ChartProps) {
  const { lanes, bars, fromMs, toMs } = plan;
  const [stop, setStop] = useState<string | null>(null);
  const show = useCallback(
    (words: string | null, jobId: string) => {
      onShow(words);
      if (words !== null) setStop(jobId);
    },
    [onShow],
  );
  const scale = widthPx / (1.03 * (toMs - fromMs));
  const heightPx = HEAD_PX + LANE_PX * lanes.length;
  const first = bars.some(({ job }) => job.jobId === stop) ? stop : bars[0]?.job.jobId;
  return (
    <svg
      width={widthPx}
      height={heightPx}
      role="group"
      aria-label={`Jobs over time: ${lanes.flatMap(({ name }) => name || []).join(', ')}`}
      onKeyDown={moveFocusByArrow}
    >
      <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0V6" />
      </pattern>
      {ticksOf(fromMs, fromMs + 1.03 * (toMs - fromMs), widthPx).map(({ atMs, words }) => (
        <g key={atMs} className="tick" transform={`translate(${(atMs - fromMs) * scale} 0)`}>
          <path d={`M0 ${HEAD_PX - 4}V${heightPx}`} />
          <text y={14} textAnchor="middle">
            {words}
          </text>
        </g>
      ))}
      <g transform={`translate(0 ${HEAD_PX})`}>
        {lanes.map(({ gpu }, place) => (
          <g key={place} transform={`translate(0 ${place * LANE_PX})`}>
            <path className="lane" d={`M0 ${LANE_PX}H${widthPx}`} />
            {nowMs !== null && gpu !== null && (
              <Strangers gpu={gpus.find(({ id }) => id === gpu)} {...{ fromMs, nowMs, scale }} />
            )}
          </g>
        ))}
        {bars.map((bar) => (
          <TimeLineBar
            key={bar.job.jobId}
            {...{ bar, runRoot, fromMs, scale }}
            isStop={bar.job.jobId === first}
            onShow={show}
          />
        ))}
      </g>
      {nowMs !== null && <Now x={(nowMs - fromMs) * scale} height={heightPx} nowMs={nowMs} spanMs={toMs - fromMs} />}
    </svg>
  );
});

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
