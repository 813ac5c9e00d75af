import { powerCoefficients } from './bernstein.ts';
import type { CurveSpan } from './curve-span.ts';
import { T_BOUND } from './objective.ts';

const STEP = 0.02;
/** A turned and shifted particle shows the curve up to about here, in boxes from the centre. */
const REACH = 0.75;

/**
 * How much a curve bends outside the circle of signal, up to where no particle shows it: the integral of the squared
 * curvature times D, in pixels. No pixel of the template speaks there, but the corners of turned particles show that part,
 * and a curve that turns back would be drawn over them. Where the membrane goes on out of the picture but the walk stops
 * short (|t| = 2), the missing pixels count as well.
 * @returns the measure of a curve by its control points (interleaved)
 */
export function tailBending(
  { box, halfWidthPx, signalRadiusPx }: { box: number; halfWidthPx: number; signalRadiusPx: number },
  { from, to, degree }: CurveSpan,
): (points: Float64Array) => number {
  const centre = (box - 1) / 2;
  const middle = (Math.max(from, -T_BOUND) + Math.min(to, T_BOUND)) / 2;
  const power = new Float64Array(2 * degree + 2);
  const walk = (step: number, isOpen: boolean): number => {
    let bending = 0;
    let missingPx = 0;
    let x = 0;
    let y = 0;
    let dx = 0;
    let dy = 0;
    for (let i = 0; ; i++) {
      const t = middle + i * step;
      if (Math.abs(t) > T_BOUND) return bending + missingPx;
      let px = 0;
      let py = 0;
      for (let k = degree; k >= 0; k--) {
        px = px * t + power[2 * k];
        py = py * t + power[2 * k + 1];
      }
      const radius = Math.sqrt((px - centre) * (px - centre) + (py - centre) * (py - centre));
      if (radius > REACH * box) return bending;
      if (isOpen) missingPx = REACH * box - radius;
      const ex = px - x;
      const ey = py - y;
      if (i > 1 && radius > signalRadiusPx) {
        const turn = Math.atan2(dx * ey - dy * ex, dx * ex + dy * ey);
        bending += (turn * turn * halfWidthPx) / (Math.sqrt(ex * ex + ey * ey) || 1);
      }
      x = px;
      y = py;
      dx = ex;
      dy = ey;
    }
  };
  return (points) => {
    powerCoefficients(points, power);
    return walk(STEP, to < T_BOUND) + walk(-STEP, from > -T_BOUND);
  };
}
