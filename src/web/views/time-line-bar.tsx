import { memo } from 'react';
import { hrefTo } from '../router.ts';
import { clock, duration } from '../ui/format.ts';
import type { Bar } from './time-plan.ts';

export const LANE_PX = 36;
const BAR_PX = 26;
/** A shorter bar is drawn so long. */
export const LEAST_PX = 3;
const CHARACTER_PX = 6.6;
const MARKS: Readonly<Record<string, string>> = { failed: '✕', canceled: '⊘' };

interface TimeLineBarProps {
  bar: Bar;
  runRoot: string;
  fromMs: number;
  /** px per ms */
  scale: number;
  isStop: boolean;
  onShow: (words: string | null, jobId: string) => void;
}

/** One job: solid where measured, dashed where expected, on each of its lanes. A link to the job. */
export const TimeLineBar = memo(function TimeLineBar({
  bar,
  runRoot,
  fromMs,
  scale,
  isStop,
  onShow,
}: TimeLineBarProps) {
  const { job, spans } = bar;
  const words = barWords(bar);
  const runs = runsOf(bar.lanes);
  const parts = spans.map((span) => ({
    isForecast: span.isForecast,
    x: (span.fromMs - fromMs) * scale,
    width: Math.max(LEAST_PX, (span.toMs - span.fromMs) * scale),
  }));
  const whole = parts.reduce((sum, { width }) => sum + width, 0);
  const name = shortened(`${MARKS[job.status] ? `${MARKS[job.status]} ` : ''}${job.jobId}`, whole - 10);
  return (
    <a
      data-job={job.jobId}
      href={hrefTo('job', { root: runRoot, job: job.jobId })}
      aria-label={words}
      tabIndex={isStop ? 0 : -1}
      onFocus={() => onShow(words, job.jobId)}
      onPointerEnter={() => onShow(words, job.jobId)}
      onPointerLeave={() => onShow(null, job.jobId)}
    >
      <title>{words}</title>
      {runs.map(({ first, count }) => (
        <g key={first} transform={`translate(0 ${first * LANE_PX + 5})`}>
          {parts.map(({ isForecast, x, width }) => (
            <polygon
              key={String(isForecast)}
              className={`job-bar ${job.status}${isForecast ? ' forecast' : ''}`}
              points={corners(x, width, (count - 1) * LANE_PX + BAR_PX)}
            />
          ))}
          {name && (
            <text className="bar-name" x={(parts[0]?.x ?? 0) + 5} y={((count - 1) * LANE_PX + BAR_PX) / 2 + 4}>
              {name}
            </text>
          )}
        </g>
      ))}
    </a>
  );
});

/** Not a rect: its x and width are styles to a browser, and new ones for a thousand bars take it 30 ms. */
const corners = (x: number, width: number, height: number): string =>
  `${x},0 ${x + width},0 ${x + width},${height} ${x},${height}`;

/** Lanes that lie side by side are drawn as one. */
function runsOf(lanes: readonly number[]): { first: number; count: number }[] {
  const runs: { first: number; count: number }[] = [];
  for (const lane of lanes.toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && lane === last.first + last.count) last.count++;
    else runs.push({ first: lane, count: 1 });
  }
  return runs;
}

/** As much as fits; a mark alone is better than nothing. */
function shortened(words: string, widthPx: number): string {
  const most = Math.floor(widthPx / CHARACTER_PX);
  if (words.length <= most) return words;
  return most > 3 ? `${words.slice(0, most - 1)}…` : /^[✕⊘]/.test(words) && most >= 1 ? words.slice(0, 1) : '';
}

function barWords({ job, spans }: Bar): string {
  const gpus = job.assignedGpus.length > 0 ? job.assignedGpus : (job.forecast?.gpus ?? []);
  const place = gpus.length > 0 ? `GPU ${gpus.join(', ')}` : job.gpus > 0 ? 'a GPU' : 'CPU';
  const times = spans.map(({ fromMs, toMs, isForecast }) => {
    const between = `${clock(new Date(fromMs).toISOString())} to ${clock(new Date(toMs).toISOString())}`;
    return `${isForecast ? 'forecast ' : ''}${between}, ${duration((toMs - fromMs) / 1000)}`;
  });
  return [job.jobId, job.status, place, ...times].join(' · ');
}
