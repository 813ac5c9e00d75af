import { useMemo, useState } from 'react';
import type { MicrographView } from '../../server/api.ts';
import type { Range } from '../pictures/grey-image.ts';
import { Picture } from '../pictures/picture.tsx';
import type { Point, Viewport } from '../pictures/viewport.ts';
import type { Contrast } from './contrast-panel.tsx';
import type { MicrographPixels, Side } from './micrograph-pixels.ts';
import { signed } from './particle-views.tsx';
import { useKeys } from './use-keys.ts';

const STEP = 0.02;

interface BeforeAfterProps {
  pixels: MicrographPixels;
  contrast: Contrast;
  /** Of the whole micrograph before. */
  range: Range;
  viewport: Viewport;
  onViewport: (viewport: Viewport) => void;
  boxes: MicrographView['boxes'];
  /** The chosen one. */
  box: number | null;
  isDifference: boolean;
}

/** Two images on top of each other, a divider shows the one on its left, the other on its right; or their difference. */
export function BeforeAfter(props: BeforeAfterProps) {
  const { pixels, boxes, box, isDifference, viewport, onViewport } = props;
  const { view } = pixels;
  const [cursor, setCursor] = useState<Point | null>(null);
  const [share, setShare] = useState(0.5);
  const move = (wanted: number): void => setShare(Math.min(1, Math.max(0, wanted)));
  useKeys({ f: () => move(share > 0.5 ? 0 : 1), s: () => move(share > 0.5 ? 0 : 1) });
  const size = useMemo(() => ({ width: view.columns, height: view.rows }), [view]);
  const before = useSide(isDifference ? 'difference' : 'before', props);
  const after = useSide('after', props);
  const overlay = useMemo(() => <Boxes boxes={boxes} box={box} />, [boxes, box]);
  const common = {
    viewport,
    onViewport,
    size,
    pixelSizeA: view.pixelSizeA,
    onCursor: setCursor,
    overlay: () => overlay,
  };
  const hasAfter = view.ready && !isDifference;
  return (
    <>
      <div className="before-after">
        <Picture {...common} {...before} label={`${view.name}, ${isDifference ? 'before minus after' : 'before'}`} />
        {hasAfter && (
          <div className="after" style={{ clipPath: `inset(0 0 0 ${100 * share}%)` }}>
            <Picture {...common} {...after} label={`${view.name}, after`} />
          </div>
        )}
        {hasAfter && <Divider share={share} onShare={move} />}
        <span className="side-name left">{isDifference ? 'Before − after' : 'Before'}</span>
        {hasAfter && <span className="side-name right">After</span>}
      </div>
      <div className="row sm dim readout">
        {cursor ? <Readout pixels={pixels} cursor={cursor} /> : <span>{hint(view.ready, isDifference)}</span>}
        <span className="grow" />
        <span>{isDifference ? 'grey = 0, as wide a range as before has' : 'same contrast on both sides'}</span>
      </div>
    </>
  );
}

function hint(isReady: boolean, isDifference: boolean): string {
  if (!isReady) return 'The job has not written it yet.';
  return isDifference ? 'What was taken away.' : 'Drag the divider, or F to flip; the wheel zooms.';
}

function useSide(side: Side, { pixels, contrast, range }: BeforeAfterProps) {
  const detail = useMemo(() => pixels.detail(side, contrast), [pixels, side, contrast]);
  const drawn = useMemo(
    () => (side !== 'before' && !pixels.view.ready ? null : pixels.drawWhole(side, contrast, range)),
    [pixels, side, contrast, range],
  );
  return { detail, drawn };
}

function Boxes({ boxes, box }: Pick<BeforeAfterProps, 'boxes' | 'box'>) {
  return boxes.map(({ x, y, boxPx }, index) => (
    <rect
      key={index}
      className={index === box ? 'box chosen' : 'box'}
      x={x - boxPx / 2}
      y={y - boxPx / 2}
      width={boxPx}
      height={boxPx}
    />
  ));
}

function Readout({ pixels, cursor: { x, y } }: { pixels: MicrographPixels; cursor: Point }) {
  const words = (side: 'before' | 'after'): string => {
    const value = pixels.valueAt(side, x, y);
    return value === null ? '–' : signed(value, 3);
  };
  return (
    <>
      <span className="mono">
        x {x} y {y} px
      </span>
      <span className="mono">before {words('before')}</span>
      {pixels.view.ready && <span className="mono">after {words('after')}</span>}
    </>
  );
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
