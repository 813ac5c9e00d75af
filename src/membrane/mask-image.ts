import type { CurveSamples } from './curve.ts';
import { EDGE_REACH_PX, softMask } from './soft-mask.ts';

/** The soft mask of a curve as an image, box x box, row-major, for showing it (algorithms.md 3.3); 0 beyond its reach. */
export function maskImage(samples: CurveSamples, box: number, halfWidthPx: number): Float32Array {
  const reach = halfWidthPx + EDGE_REACH_PX;
  const nearest2 = new Float64Array(box * box).fill(Infinity);
  for (let i = 0; i < samples.count; i++) {
    const [sx, sy] = [samples.x[i] as number, samples.y[i] as number];
    const lastX = Math.min(box - 1, Math.floor(sx + reach));
    const lastY = Math.min(box - 1, Math.floor(sy + reach));
    for (let y = Math.max(0, Math.ceil(sy - reach)); y <= lastY; y++) {
      for (let x = Math.max(0, Math.ceil(sx - reach)); x <= lastX; x++) {
        const distance2 = (x - sx) ** 2 + (y - sy) ** 2;
        if (distance2 < nearest2[y * box + x]!) nearest2[y * box + x] = distance2;
      }
    }
  }
  return Float32Array.from(nearest2, (value) => softMask(Math.sqrt(value), halfWidthPx));
}
