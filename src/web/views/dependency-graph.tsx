import { useState } from 'react';
import type { JobView } from '../../server/api.ts';
import { kindLabel } from '../../spec/params.ts';
import { hrefTo } from '../router.ts';
import { plural } from '../ui/format.ts';
import { StatusBadge } from '../ui/status.tsx';
import { moveFocusByArrow } from './arrow-focus.ts';
import { layGraph, type PlacedJob } from './graph-layout.ts';

const COLUMN_PX = 262;
const NODE_PX = 206;
const ROW_PX = 58;
const NODE_HEIGHT_PX = 46;

/** What waits for what, from left to right; the arrows of the job under pointer or focus stand out. */
export function DependencyGraph({ jobs, runRoot }: { jobs: readonly JobView[]; runRoot: string }) {
  const [hot, setHot] = useState<string | null>(null);
  const [stop, setStop] = useState<string | null>(null);
  const { placed, alone } = layGraph(jobs);
  if (placed.length === 0) return <p className="pad mid">No job of this batch waits for another one.</p>;
  const byId = new Map(placed.map((one) => [one.job.jobId, one]));
  const width = COLUMN_PX * Math.max(...placed.map(({ column }) => column)) + NODE_PX;
  const height = ROW_PX * (1 + Math.max(...placed.map(({ row }) => row)));
  const first = stop !== null && byId.has(stop) ? stop : placed[0]?.job.jobId;
  return (
    <div className="graph" onKeyDown={moveFocusByArrow}>
      <div className="graph-inside" style={{ width, height }}>
        <svg width={width} height={height} aria-hidden="true">
          {placed.flatMap((to) =>
            to.job.dependsOn.flatMap((id) => {
              const from = byId.get(id);
              if (!from) return [];
              const isHot = hot === id || hot === to.job.jobId;
              return [
                <path
                  key={`${id} ${to.job.jobId}`}
                  className={`${from.job.status}${isHot ? ' hot' : ''}`}
                  d={edge(from, to)}
                />,
              ];
            }),
          )}
        </svg>
        <ul aria-label="Jobs and what they wait for">
          {placed.map(({ job, column, row }) => (
            <li key={job.jobId} style={{ left: column * COLUMN_PX, top: row * ROW_PX, width: NODE_PX }}>
              <a
                className={job.status}
                href={hrefTo('job', { root: runRoot, job: job.jobId })}
                title={job.why ? `${job.jobId}: ${job.why}` : job.jobId}
                tabIndex={job.jobId === first ? 0 : -1}
                onFocus={() => {
                  setStop(job.jobId);
                  setHot(job.jobId);
                }}
                onBlur={() => setHot(null)}
                onPointerEnter={() => setHot(job.jobId)}
                onPointerLeave={() => setHot(null)}
              >
                <b className="cut">{job.jobId}</b>
                <span className="row">
                  <StatusBadge status={job.status} />
                  <span className="dim sm cut">{kindLabel(job.kind)}</span>
                </span>
                {job.dependsOn.length > 0 && <span className="vh">after {job.dependsOn.join(', ')}</span>}
              </a>
            </li>
          ))}
        </ul>
      </div>
      {alone > 0 && <p className="sm dim">{plural(alone, 'more job')} without dependencies</p>}
    </div>
  );
}

type Placed = PlacedJob<JobView>;

function edge(from: Placed, to: Placed): string {
  const x = from.column * COLUMN_PX + NODE_PX;
  const y = from.row * ROW_PX + NODE_HEIGHT_PX / 2;
  const endX = to.column * COLUMN_PX - 2;
  const endY = to.row * ROW_PX + NODE_HEIGHT_PX / 2;
  const bend = Math.min(40, (endX - x) / 2);
  return `M${x} ${y}C${x + bend} ${y} ${endX - bend} ${endY} ${endX} ${endY}m-7 -4l7 4l-7 4`;
}
