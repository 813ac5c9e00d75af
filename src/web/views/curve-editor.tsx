import { useState } from 'react';
import type { ClassList, ClassView } from '../../server/api.ts';
import { Curve, offsetCurve } from '../pictures/curve.tsx';
import type { LoadedPixels } from '../pictures/load-pixels.ts';
import { Picture } from '../pictures/picture.tsx';
import { FIT } from '../pictures/viewport.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import type { Points } from './class-edits.ts';
import { Handles } from './handles.tsx';
import { useAverage, type AverageView } from './use-average.ts';

const VIEWS: Readonly<Record<AverageView, string>> = { image: 'Image', model: 'Model', difference: 'Difference' };

interface CurveEditorProps {
  runRoot: string;
  jobId: string;
  shown: AverageView;
  onShow: (shown: AverageView) => void;
  list: ClassList;
  one: ClassView;
  pixels: LoadedPixels | null;
  points: Points | null;
  /** As it is now; on its way from the server it may be a moment old. */
  curve: [number, number][];
  isEdited: boolean;
  /** The chosen control point. */
  point: number;
  onPoint: (point: number) => void;
  onMove: (points: Points, isSameMove: boolean) => void;
}

/** A class average with its curve and the control points, which can be dragged or moved by the arrow keys. */
export function CurveEditor(props: CurveEditorProps) {
  const { list, one, points, curve, isEdited, point, shown, onShow, onPoint, onMove } = props;
  const [viewport, setViewport] = useState(FIT);
  const [showsLeaflets, setShowsLeaflets] = useState(true);
  const [showsFit, setShowsFit] = useState(true);
  const { drawn, fault } = useAverage(props);
  const moved = points?.[point];
  return (
    <section className="panel col curve-panel" aria-label={`Class ${one.classId}`}>
      <div className="ph">
        <h2>Class {one.classId}</h2>
        <span className="dim sm hide-m">
          {list.boxPx} px · {list.pixelSizeA.toFixed(2)} Å/px
        </span>
        <span className="grow" />
        <Checkbox checked={showsLeaflets} onChecked={setShowsLeaflets}>
          Membrane edges
        </Checkbox>
        <Checkbox checked={showsFit} onChecked={setShowsFit}>
          Fit before the edit
        </Checkbox>
        <div className="seg" role="group" aria-label="What is shown">
          {(Object.keys(VIEWS) as AverageView[]).map((view) => (
            <button key={view} aria-pressed={view === shown} onClick={() => onShow(view)}>
              {VIEWS[view]}
            </button>
          ))}
        </div>
      </div>
      <Picture
        label={`${shown === 'image' ? 'Average' : VIEWS[shown]} of class ${one.classId} with its curve`}
        drawn={drawn}
        viewport={viewport}
        onViewport={setViewport}
        pixelSizeA={list.pixelSizeA}
        overlay={(scale) => (
          <>
            {showsLeaflets &&
              [-1, 1].map((side) => (
                <Curve key={side} points={offsetCurve(curve, side * list.halfWidthPx)} className="leaflet" />
              ))}
            {showsFit && isEdited && <Curve points={one.curve} className="fit" />}
            <Curve points={curve} className="main" />
            {points && (
              <Handles
                {...{ points, scale, point, onPoint, onMove }}
                boxPx={list.boxPx}
                label={`class ${one.classId}`}
              />
            )}
          </>
        )}
      >
        {(one.fault ?? fault) && <p className="in-view st failed">{one.fault ?? fault}</p>}
        {moved && (
          <span className="in-view-readout mono">
            P{point} x {moved[0].toFixed(1)} y {moved[1].toFixed(1)} px · {(moved[0] * list.pixelSizeA).toFixed(1)},{' '}
            {(moved[1] * list.pixelSizeA).toFixed(1)} Å
          </span>
        )}
      </Picture>
    </section>
  );
}
