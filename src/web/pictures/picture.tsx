import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { offscreenOf, paint } from './paint.ts';
import { useDetail, type Detail, type Tile } from './use-detail.ts';
import { ScaleBar } from './scale-bar.tsx';
import { useSize } from './use-size.ts';
import { FIT, cornerOf, fitScale, pan, scaleOf, zoomAround, type Point, type Size, type Viewport } from './viewport.ts';

export interface PictureProps {
  /** For screen readers: what the image shows. */
  label: string;
  drawn: ImageData | null;
  /** Of the image, when `drawn` has means over squares of `detail.coarsest` pixels in place of its pixels. */
  size?: Size;
  detail?: Detail;
  viewport: Viewport;
  onViewport: (viewport: Viewport) => void;
  /** Å per image pixel, for the scale bar. */
  pixelSizeA: number | null;
  /** The pixel under the pointer, of this view or of a linked one. */
  cursor?: Point | null;
  onCursor?: (cursor: Point | null) => void;
  /** SVG in image pixels (centre of the first pixel = 0, 0); `scale` is screen pixels per image pixel. */
  overlay?: (scale: number) => ReactNode;
  children?: ReactNode;
}

/** An image with zoom (wheel around the pointer, + - 0), pan (drag, arrows), scale bar and lines above it. */
export function Picture(props: PictureProps) {
  const { label, drawn, size, detail, viewport, onViewport, pixelSizeA, cursor, onCursor, overlay, children } = props;
  const [measure, view] = useSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const image = useMemo(() => drawn && (size ?? { width: drawn.width, height: drawn.height }), [drawn, size]);
  const tiles = useDetail(detail, viewport, image, view);
  useDrawing(canvas, { drawn, shrink: detail?.coarsest ?? 1, tiles, image, viewport, view });
  const scale = image && view ? scaleOf(viewport, image, view) : 1;
  const corner = image && view ? cornerOf(viewport, image, view) : { x: 0, y: 0 };
  const zoom = (factor: number, at: Point): void => {
    if (image && view) onViewport(zoomAround(viewport, factor, at, image, view));
  };
  const wheel = useRef(zoom);
  useEffect(() => {
    wheel.current = zoom;
  });
  useWheel(canvas, wheel);
  const pixelUnder = (event: React.PointerEvent): Point => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return {
      x: Math.floor(corner.x + (event.clientX - left) / scale),
      y: Math.floor(corner.y + (event.clientY - top) / scale),
    };
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (!image || !view || event.target !== event.currentTarget) return;
    const moved = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[event.key];
    const middle = { x: view.width / 2, y: view.height / 2 };
    if (moved) onViewport(pan(viewport, moved[0], moved[1], image));
    else if (event.key === '+' || event.key === '=') zoom(1.5, middle);
    else if (event.key === '-') zoom(1 / 1.5, middle);
    else if (event.key === '0') onViewport(FIT);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className="view"
      ref={measure}
      tabIndex={0}
      role="group"
      aria-label={label}
      onKeyDown={onKeyDown}
      onDoubleClick={() => onViewport(FIT)}
      onPointerMove={(event) => {
        onCursor?.(pixelUnder(event));
        const dragging = event.buttons === 1 && event.target instanceof HTMLCanvasElement;
        if (dragging && image) onViewport(pan(viewport, event.movementX, event.movementY, image));
      }}
      onPointerLeave={() => onCursor?.(null)}
    >
      <canvas ref={canvas} role="img" aria-label={label} />
      {image && view && (
        <svg
          className="ov"
          aria-hidden={overlay === undefined ? true : undefined}
          viewBox={`${corner.x - 0.5} ${corner.y - 0.5} ${view.width / scale} ${view.height / scale}`}
        >
          {overlay?.(scale)}
          {cursor && <Crosshair cursor={cursor} width={image.width} height={image.height} />}
        </svg>
      )}
      {image && view && pixelSizeA !== null && <ScaleBar pixelSizeA={pixelSizeA / scale} widthPx={view.width} />}
      {image && view && scale > fitScale(image, view) * 1.01 && <span className="zoomed">{zoomWords(scale)}</span>}
      {children}
    </div>
  );
}

function zoomWords(scale: number): string {
  return `${Math.round(100 * scale)} %`;
}

function Crosshair({ cursor, width, height }: { cursor: Point; width: number; height: number }) {
  return <path className="cross" d={`M${cursor.x} -0.5V${height - 0.5}M-0.5 ${cursor.y}H${width - 0.5}`} />;
}

function useWheel(
  canvas: React.RefObject<HTMLCanvasElement | null>,
  zoom: React.RefObject<(factor: number, at: Point) => void>,
): void {
  useEffect(() => {
    const view = canvas.current?.parentElement;
    if (!view) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const { left, top } = view.getBoundingClientRect();
      zoom.current(Math.exp(-event.deltaY / 400), { x: event.clientX - left, y: event.clientY - top });
    };
    view.addEventListener('wheel', onWheel, { passive: false });
    return () => view.removeEventListener('wheel', onWheel);
  }, [canvas, zoom]);
}

interface Drawing {
  drawn: ImageData | null;
  shrink: number;
  tiles: readonly Tile[];
  image: Size | null;
  viewport: Viewport;
  view: Size | null;
}

function useDrawing(canvas: React.RefObject<HTMLCanvasElement | null>, drawing: Drawing): void {
  const { drawn, shrink, tiles, image, viewport, view } = drawing;
  const whole = useMemo(() => drawn && offscreenOf(drawn), [drawn]);
  useEffect(() => {
    if (canvas.current && whole && image && view)
      paint(canvas.current, { whole, shrink, tiles }, image, viewport, view);
  }, [canvas, whole, shrink, tiles, image, viewport, view]);
}
