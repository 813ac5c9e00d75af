import type { BatchView } from '../../server/api.ts';
import { useSize } from '../pictures/use-size.ts';
import { hrefTo } from '../router.ts';
import { clock, duration } from '../ui/format.ts';
import { useNowMs } from '../ui/now.ts';
import { lanesOf, ticksOf, type Bar } from './time-line-bars.ts';

const NAME_PX = 64;
const HEAD_PX = 26;
const LANE_PX = 36;
const CHARACTER_PX = 6.6;

/** Which job held which GPU when; dashed: the forecast for the rest. */
export function TimeLine({ batch, runRoot }: { batch: BatchView; runRoot: string }) {
  const nowMs = useNowMs();
  const [measure, size] = useSize<HTMLDivElement>();
  const isOver = batch.finishedUtc !== null;
  const lanes = lanesOf(batch, nowMs);
  const bars = lanes.flatMap((lane) => lane.bars);
  const widthPx = Math.max(120, (size?.width ?? 0) - 16);
  const fromMs = Math.min(...bars.map((bar) => bar.fromMs));
  const endMs = Math.max(fromMs + 1000, ...bars.map((bar) => bar.toMs), isOver ? 0 : nowMs);
  const scale = (widthPx - NAME_PX) / (1.02 * (endMs - fromMs));
  const x = (atMs: number): number => NAME_PX + (atMs - fromMs) * scale;
  const heightPx = HEAD_PX + LANE_PX * lanes.length;
  return (
    <div className="time-line" ref={measure} tabIndex={0} role="region" aria-label="Time line of the batch">
      {bars.length === 0 && <p className="pad mid">No job has started yet.</p>}
      {bars.length > 0 && (
        <svg width={widthPx} height={heightPx} role="group" aria-label="Jobs over time">
          {ticksOf(fromMs, endMs, widthPx).map((atMs) => (
            <g key={atMs} className="tick">
              <path d={`M${x(atMs)} ${HEAD_PX - 4}V${heightPx}`} />
              <text x={x(atMs)} y={14} textAnchor="middle">
                {tickWords(atMs, endMs - fromMs)}
              </text>
            </g>
          ))}
          {lanes.map(({ name, bars: inLane }, place) => (
            <g key={place} transform={`translate(0 ${HEAD_PX + place * LANE_PX})`}>
              <path className="lane" d={`M0 ${LANE_PX}H${widthPx}`} />
              <text className="lane-name" x={4} y={22}>
                {name}
              </text>
              {inLane.map((bar) => (
                <OneBar
                  key={`${bar.job.jobId} ${bar.isForecast}`}
                  {...{ bar, runRoot }}
                  left={x(bar.fromMs)}
                  width={Math.max(3, (bar.toMs - bar.fromMs) * scale)}
                />
              ))}
            </g>
          ))}
          {!isOver && <path className="now" d={`M${x(nowMs)} ${HEAD_PX - 6}V${heightPx}`} />}
        </svg>
      )}
    </div>
  );
}

function OneBar({ bar, runRoot, left, width }: { bar: Bar; runRoot: string; left: number; width: number }) {
  const { job, isForecast } = bar;
  const took = duration((bar.toMs - bar.fromMs) / 1000);
  const times = `${clock(new Date(bar.fromMs).toISOString())} to ${clock(new Date(bar.toMs).toISOString())}`;
  const words = `${job.jobId}, ${isForecast ? 'forecast' : job.status}, ${times}, ${took}`;
  const most = Math.floor((width - 10) / CHARACTER_PX);
  const shown = job.jobId.length <= most ? job.jobId : most > 3 ? `${job.jobId.slice(0, most - 1)}…` : '';
  return (
    <a href={hrefTo('job', { root: runRoot, job: job.jobId })} aria-label={words}>
      <title>{words}</title>
      <rect
        className={`job-bar ${isForecast ? 'forecast' : job.status}`}
        x={left}
        y={5}
        width={width}
        height={26}
        rx={2}
      />
      <text className="bar-name" x={left + 5} y={22}>
        {shown}
      </text>
    </a>
  );
}

function tickWords(atMs: number, spanMs: number): string {
  const withSeconds = spanMs < 600_000 ? ({ second: '2-digit' } as const) : {};
  if (spanMs > 2 * 86_400_000) return new Date(atMs).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return new Date(atMs).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', ...withSeconds });
}
