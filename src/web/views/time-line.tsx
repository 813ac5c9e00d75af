import { useCallback, useDeferredValue, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { BatchView, GpuView } from '../../server/api.ts';
import { useSize } from '../pictures/use-size.ts';
import { useMachine } from '../store/machine.ts';
import { useNowMs } from '../ui/now.ts';
import { LANE_PX } from './time-line-bar.tsx';
import { HEAD_PX, TimeLineChart } from './time-line-chart.tsx';
import { TimePlanner, type TimePlan } from './time-plan.ts';
import { useViewBox, type ViewBox } from './use-view-box.ts';

const NAME_PX = 64;
const NO_GPUS: readonly GpuView[] = [];

/** Which job held which GPU when; dashed: the forecast for the rest. `zoom` 1: all of it fits. */
export function TimeLine({ batch, runRoot, zoom }: { batch: BatchView; runRoot: string; zoom: number }) {
  const [measure, size] = useSize<HTMLDivElement>();
  const stepMs = pixelMs(batch, zoom * (size?.width ?? 0));
  const tickingMs = useDeferredValue(useNowMs(stepMs));
  const [shown, setShown] = useState<string | null>(null);
  // The clock ticks once a second: what has begun since must not lie in the future.
  const nowMs = batch.finishedUtc ? Date.parse(batch.finishedUtc) : Math.max(tickingMs, lastChangeMs(batch, stepMs));
  const [planner] = useState(() => new TimePlanner());
  const plan = useMemo(() => planner.plan(batch, nowMs, stepMs), [planner, batch, nowMs, stepMs]);
  const gpus = useMachine((state) => state.machine?.gpus) ?? NO_GPUS;
  const widthPx = Math.floor(zoom * Math.max(120, (size?.width ?? 0) - NAME_PX - 18));
  if (plan.bars.length === 0) return <p className="pad mid">No job has started yet.</p>;
  return (
    <div className="time-line" ref={measure}>
      <Scrolled zoom={zoom}>
        {(view) => (
          <>
            <LaneNames lanes={plan.lanes} view={view} />
            {size && (
              <TimeLineChart
                {...{ plan, runRoot, widthPx, view }}
                gpus={batch.finishedUtc ? NO_GPUS : gpus}
                nowMs={batch.finishedUtc ? null : nowMs}
                onShow={setShown}
              />
            )}
          </>
        )}
      </Scrolled>
      <p className="time-shown sm mid cut">
        {shown ?? 'Point at a bar, or move with the arrow keys; Enter opens the job.'}
      </p>
    </div>
  );
}

function lastChangeMs({ updatedUtc }: BatchView, stepMs: number): number {
  return updatedUtc ? stepMs * Math.floor(Date.parse(updatedUtc) / stepMs) : 0;
}

/** What a pixel stands for, ms: a longer batch need not be drawn again every second. A power of 2, so that it rests. */
function pixelMs({ startedUtc, updatedUtc }: BatchView, widthPx: number): number {
  const spanMs = Date.parse(updatedUtc ?? '') - Date.parse(startedUtc ?? '');
  return spanMs > widthPx && widthPx > 0 ? 2 ** Math.floor(Math.log2(spanMs / widthPx)) : 1;
}

/** Beside the chart, also where that is scrolled; only those in view. */
function LaneNames({ lanes, view }: { lanes: TimePlan['lanes']; view: ViewBox }) {
  const first = Math.max(0, Math.floor(view.top / LANE_PX));
  const style = { width: NAME_PX, height: HEAD_PX + LANE_PX * lanes.length, paddingTop: HEAD_PX + LANE_PX * first };
  return (
    <div className="lane-names" style={style} aria-hidden="true">
      {lanes.slice(first, Math.ceil(view.bottom / LANE_PX)).map(({ name }, place) => (
        <div key={first + place} style={{ height: LANE_PX }}>
          {name}
        </div>
      ))}
    </div>
  );
}

/** Keeps what is in the middle there when the zoom changes. */
function Scrolled({ zoom, children }: { zoom: number; children: (view: ViewBox) => React.ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const middle = useRef(0.5);
  const [follow, view] = useViewBox();
  const ref = useCallback(
    (element: HTMLDivElement | null) => {
      box.current = element;
      return follow(element);
    },
    [follow],
  );
  useLayoutEffect(() => {
    const { current } = box;
    if (current) current.scrollLeft = middle.current * current.scrollWidth - current.clientWidth / 2;
  }, [zoom]);
  return (
    <div
      className="time-scroll"
      ref={ref}
      onScroll={({ currentTarget: { scrollLeft, scrollWidth, clientWidth } }) => {
        middle.current = (scrollLeft + clientWidth / 2) / scrollWidth;
      }}
    >
      {view && children(view)}
    </div>
  );
}
