import { useEffect, useRef } from 'react';
import type { ClassList } from '../../server/api.ts';
import { drawGrey } from '../pictures/draw-grey.ts';
import { loadPixels } from '../pictures/load-pixels.ts';
import { count } from '../ui/format.ts';
import { StatusBadge } from '../ui/status.tsx';
import type { Points } from './class-edits.ts';
import { useCurveWarnings } from './use-curve-warnings.ts';
import { useLoad } from './use-load.ts';

interface ClassListPanelProps {
  list: ClassList;
  runRoot: string;
  jobId: string;
  chosen: number;
  edits: ReadonlyMap<number, unknown>;
  onChoose: (place: number) => void;
}

export function ClassListPanel({ list, runRoot, jobId, chosen, edits, onChoose }: ClassListPanelProps) {
  return (
    <section className="panel col" aria-label="Classes">
      <div className="ph">
        <h2>Classes</h2>
        <span className="dim sm">{list.classes.length}</span>
        <span className="grow" />
        <span className="dim sm">Objective</span>
      </div>
      <div className="class-list">
        {list.classes.map(({ classId, particles, objective, fault, controlPoints }, place) => (
          <button
            key={classId}
            className="class-row"
            aria-current={place === chosen ? 'true' : undefined}
            onClick={() => onChoose(place)}
          >
            <ClassThumb {...{ runRoot, jobId, classId }} />
            <span className="col">
              <b>Class {classId}</b>
              {particles !== null && <span className="dim sm">{count(particles)} particles</span>}
              {edits.has(classId) ? (
                <StatusBadge status="warn" words="Edited, not saved" />
              ) : fault ? (
                <StatusBadge status="failed" words="No fit" />
              ) : (
                <FitBadge {...{ runRoot, jobId, classId }} points={controlPoints} />
              )}
            </span>
            <b className="grow num">{objective?.fitness?.toFixed(3) ?? '–'}</b>
          </button>
        ))}
      </div>
      <p className="pad sm dim">
        <kbd>A</kbd> <kbd>D</kbd> previous, next class
      </p>
    </section>
  );
}

function FitBadge(props: { runRoot: string; jobId: string; classId: number; points: Points | null }) {
  const warnings = useCurveWarnings({ ...props, isEdited: false });
  if (!props.points) return <StatusBadge status="queued" words="Not fitted yet" />;
  return warnings?.length ? (
    <StatusBadge status="warn" words="Look at it" />
  ) : (
    <StatusBadge status="success" words="Fitted" />
  );
}

function ClassThumb({ runRoot, jobId, classId }: { runRoot: string; jobId: string; classId: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pixels = useLoad(`${runRoot} ${jobId} ${classId}`, (signal) =>
    loadPixels('/api/class/pixels', { runRoot, jobId, classId }, signal),
  ).value;
  useEffect(() => {
    if (!pixels || !canvas.current) return;
    const drawn = drawGrey(pixels.images[0], pixels.range, false);
    canvas.current.width = drawn.width;
    canvas.current.height = drawn.height;
    canvas.current.getContext('2d')?.putImageData(drawn, 0, 0);
  }, [pixels]);
  return <canvas ref={canvas} className="class-thumb" aria-hidden="true" />;
}
