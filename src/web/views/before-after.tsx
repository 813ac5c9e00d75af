import { useState } from 'react';
import { valueAt } from '../pictures/grey-image.ts';
import { Picture } from '../pictures/picture.tsx';
import { FIT, type Point } from '../pictures/viewport.ts';
import type { ShownMicrograph } from './micrographs.tsx';
import { signed } from './particle-views.tsx';
import { useKeys } from './use-keys.ts';

const STEP = 0.02;

/** Two images on top of each other; a divider shows the one on its left, the other on its right. */
export function BeforeAfter({
  view,
  before,
  after,
  shrink,
  values,
  showsBoxes,
}: ShownMicrograph & { showsBoxes: boolean }) {
  const [viewport, setViewport] = useState(FIT);
  const [cursor, setCursor] = useState<Point | null>(null);
  const [share, setShare] = useState(0.5);
  const move = (wanted: number): void => setShare(Math.min(1, Math.max(0, wanted)));
  useKeys({ f: () => move(share > 0.5 ? 0 : 1), s: () => move(share > 0.5 ? 0 : 1) });
  const boxes = () =>
    showsBoxes &&
    view.boxes.map(({ x, y, boxPx }, index) => (
      <rect
        key={index}
        className="box"
        x={(x - boxPx / 2) / shrink}
        y={(y - boxPx / 2) / shrink}
        width={boxPx / shrink}
        height={boxPx / shrink}
      />
    ));
  const common = {
    viewport,
    onViewport: setViewport,
    pixelSizeA: view.pixelSizeA === null ? null : view.pixelSizeA * shrink,
    onCursor: setCursor,
    overlay: boxes,
  };
  return (
    <>
      <div className="before-after">
        <Picture {...common} label={`${view.name}, before`} drawn={before} />
        {after && (
          <div className="after" style={{ clipPath: `inset(0 0 0 ${100 * share}%)` }}>
            <Picture {...common} label={`${view.name}, after`} drawn={after} />
          </div>
        )}
        {after && <Divider share={share} onShare={move} />}
        <span className="side-name left">Before</span>
        {after && <span className="side-name right">After</span>}
      </div>
      <div className="row sm dim readout">
        {cursor ? (
          <>
            <span className="mono">
              x {cursor.x * shrink} y {cursor.y * shrink} px
            </span>
            <span className="mono">before {words(values.before, cursor)}</span>
            {values.after && <span className="mono">after {words(values.after, cursor)}</span>}
          </>
        ) : (
          <span>{after ? 'Drag the divider, or F to flip; the wheel zooms.' : 'The job has not written it yet.'}</span>
        )}
        <span className="grow" />
        <span>
          {view.columns} × {view.rows} px{view.pixelSizeA === null ? '' : ` · ${view.pixelSizeA.toFixed(3)} Å/px`} ·{' '}
          {view.boxes.length} boxes · same contrast: 1 to 99 % of before{shrink > 1 ? ` · means of ${shrink}²` : ''}
        </span>
      </div>
    </>
  );
}

function words(image: Parameters<typeof valueAt>[0], { x, y }: Point): string {
  const value = valueAt(image, x, y);
  return value === null ? '–' : signed(value, 3);
}

function Divider({ share, onShare }: { share: number; onShare: (share: number) => void }) {
  const drag = (event: React.PointerEvent): void => {
    const area = event.currentTarget.parentElement;
    if (!area || event.buttons !== 1) return;
    const { left, width } = area.getBoundingClientRect();
    onShare((event.clientX - left) / width);
  };
  return (
    <div
      className="divider"
      role="slider"
      tabIndex={0}
      aria-label="Divider between before and after"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(100 * share)}
      style={{ left: `${100 * share}%` }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={(event) => {
        const step = { ArrowLeft: -STEP, ArrowRight: STEP, Home: -1, End: 1 }[event.key];
        if (!step) return;
        event.preventDefault();
        onShare(share + step);
      }}
    />
  );
}
