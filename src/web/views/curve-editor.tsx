import { useMemo, useState } from 'react';
import type { ClassList, ClassView } from '../../server/api.ts';
import { Curve, offsetCurve } from '../pictures/curve.tsx';
import { drawGrey } from '../pictures/draw-grey.ts';
import type { LoadedPixels } from '../pictures/load-pixels.ts';
import { Picture } from '../pictures/picture.tsx';
import { FIT } from '../pictures/viewport.ts';
import type { Points } from './class-edits.ts';
import { Handles } from './handles.tsx';

interface CurveEditorProps {
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
export function CurveEditor({ list, one, pixels, points, curve, isEdited, point, onPoint, onMove }: CurveEditorProps) {
  const [viewport, setViewport] = useState(FIT);
  const [showsLeaflets, setShowsLeaflets] = useState(true);
  const [showsFit, setShowsFit] = useState(true);
  const drawn = useMemo(() => pixels && drawGrey(pixels.images[0], pixels.range, false), [pixels]);
  const moved = points?.[point];
  return (
    <section className="panel col curve-panel" aria-label={`Class ${one.classId}`}>
      <div className="ph">
        <h2>Class {one.classId}</h2>
        <span className="dim sm">
          {list.boxPx} px · {list.pixelSizeA.toFixed(2)} Å/px
        </span>
        <span className="grow" />
        <label className="ck sm">
          <input type="checkbox" checked={showsLeaflets} onChange={(event) => setShowsLeaflets(event.target.checked)} />
          Membrane edges
        </label>
        <label className="ck sm">
          <input type="checkbox" checked={showsFit} onChange={(event) => setShowsFit(event.target.checked)} />
          Fit before the edit
        </label>
      </div>
      <Picture
        label={`Average of class ${one.classId} with its curve`}
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
            {points && <Handles {...{ points, scale, point, onPoint, onMove }} label={`class ${one.classId}`} />}
          </>
        )}
      >
        {one.fault && <p className="in-view st failed">{one.fault}</p>}
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
