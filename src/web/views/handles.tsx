import { useRef } from 'react';
import type { Points } from './class-edits.ts';

const RADIUS_PX = 7.5;
const HIT_RADIUS_PX = 12;
const LABEL_PX = 36;

interface HandlesProps {
  label: string;
  points: Points;
  /** Of the image, px: labels stay inside. */
  boxPx: number;
  /** Screen pixels per image pixel. */
  scale: number;
  point: number;
  onPoint: (point: number) => void;
  onMove: (points: Points, isSameMove: boolean) => void;
}

/** Control points over an image: dragged, or moved by arrows (1 px, with Shift 0.1 px). */
export function Handles({ label, points, boxPx, scale, point, onPoint, onMove }: HandlesProps) {
  const hasMoved = useRef(false);
  const isNearEnd = (x: number): boolean => (boxPx - x) * scale < LABEL_PX;
  const place = (index: number, x: number, y: number, isSameMove: boolean): void => {
    const rounded: [number, number] = [Math.round(100 * x) / 100, Math.round(100 * y) / 100];
    onMove(
      points.map((old, i) => (i === index ? rounded : old)),
      isSameMove,
    );
  };
  const drag = (event: React.PointerEvent<SVGGElement>, index: number): void => {
    const svg = event.currentTarget.ownerSVGElement;
    const matrix = svg?.getScreenCTM();
    if (event.buttons !== 1 || !matrix) return;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    place(index, x, y, hasMoved.current);
    hasMoved.current = true;
  };
  const onKeyDown = (event: React.KeyboardEvent, index: number): void => {
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!direction) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? 0.1 : 1;
    place(index, points[index][0] + step * direction[0], points[index][1] + step * direction[1], event.repeat);
  };
  return (
    <>
      <path className="control-polygon" d={`M${points.map((pair) => pair.join(' ')).join('L')}`} />
      {points.map(([x, y], index) => (
        <g
          key={index}
          className="handle"
          role="button"
          tabIndex={0}
          aria-label={`Control point ${index} of ${label}, x ${x.toFixed(1)}, y ${y.toFixed(1)}`}
          aria-pressed={index === point}
          onFocus={() => onPoint(index)}
          onKeyDown={(event) => onKeyDown(event, index)}
          onPointerDown={(event) => {
            event.stopPropagation();
            hasMoved.current = false;
            event.currentTarget.setPointerCapture(event.pointerId);
            event.currentTarget.focus();
          }}
          onPointerMove={(event) => drag(event, index)}
          onDoubleClick={(event) => event.stopPropagation()}
        >
          <circle className="hit" cx={x} cy={y} r={HIT_RADIUS_PX / scale} />
          <circle className="dot" cx={x} cy={y} r={RADIUS_PX / scale} />
          <text
            x={x + (isNearEnd(x) ? -14 : 14) / scale}
            y={y - 10 / scale}
            fontSize={13 / scale}
            strokeWidth={3 / scale}
            textAnchor={isNearEnd(x) ? 'end' : 'start'}
          >
            P{index}
          </text>
        </g>
      ))}
    </>
  );
}
