import { JobError } from '../base/errors.ts';

/** Where a class average lies in a particle: rotation about the box centre, then shift. */
export interface Pose {
  /** `alignments2D/pose`, radians. */
  psiRad: number;
  /** `alignments2D/shift`, already in pixels of the particle box. */
  shiftXPx: number;
  shiftYPx: number;
}

const { fround } = Math;

/**
 * Moves control points [x0, y0, x1, y1, ...] of a class average into a particle: R(-psi)(p - c) + c - shift with
 * c = box div 2 on both axes. Rounded to float32 where the older program is (algorithms.md 3.0).
 */
export function placeControlPoints(
  points: ArrayLike<number>,
  box: number,
  pose: Pose,
  into = new Float64Array(points.length),
): Float64Array {
  const centre = Math.floor(box / 2);
  const cos = fround(Math.cos(pose.psiRad));
  const sin = fround(Math.sin(pose.psiRad));
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = fround(points[i] ?? NaN) - centre;
    const y = fround(points[i + 1] ?? NaN) - centre;
    into[i] = fround(fround(cos * x + sin * y + centre) - fround(pose.shiftXPx));
    into[i + 1] = fround(fround(cos * y - sin * x + centre) - fround(pose.shiftYPx));
  }
  return into;
}

/** Half-width D of the membrane in whole pixels: the thickness over the pixel size (as stored, float32), truncated. */
export function membraneHalfWidthPx(physicalMembraneDistA: number, pixelSizeA: number): number {
  const halfWidthPx = Math.trunc(physicalMembraneDistA / pixelSizeA);
  if (halfWidthPx >= 1 && Number.isFinite(halfWidthPx)) return halfWidthPx;
  throw new JobError(
    'PixelSizeTooLarge',
    `physical_membrane_dist ${physicalMembraneDistA} A at a pixel size of ${pixelSizeA} A is ${halfWidthPx} pixels; ` +
      'at least 1 is needed: check both values',
  );
}
