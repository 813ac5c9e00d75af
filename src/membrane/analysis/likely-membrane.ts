import { refuse } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';

/** Side of the maximum filter, px. */
const FILTER_SIDE = 9;

/**
 * Where a class average probably shows membrane: its 9x9 maximum, thresholded, scaled to a maximum of 1. (algorithms 5.1)
 * @param image row-major, box x box
 * @throws InputError naming `label` when no pixel is left
 */
export function likelyMembrane(image: Float32Array, box: number, label: string): Float64Array {
  const filtered = maximumFilter(image, box);
  const max = filtered.reduce((a, b) => Math.max(a, b), -Infinity);
  const likely = thresholded(filtered, 1) ?? (max > 0 ? thresholded(filtered, max) : null);
  if (likely) return likely;
  refuse(label, 'its class average has no pixel that stands out as membrane; remove this class from the selection');
}

/** The image divided by `scale` above its threshold, divided by its maximum; null when nothing is above. */
function thresholded(image: Float64Array, scale: number): Float64Array | null {
  let sum = 0;
  let positive = 0;
  let max = -Infinity;
  for (const value of image) {
    const scaled = value / scale;
    sum += scaled;
    if (scaled > 0) positive++;
    max = Math.max(max, scaled);
  }
  const level = (sum / positive) * max;
  const out = image.map((value) => (value / scale > level ? value / scale / max : 0));
  return max > 0 && out.some((value) => value > 0) ? out : null;
}

/** Maximum over a square of FILTER_SIDE around each pixel; outside the box counts as 0. */
function maximumFilter(image: Float32Array, box: number): Float64Array {
  const reach = (FILTER_SIDE - 1) / 2;
  const pass = (source: ArrayLike<number>): Float64Array => {
    const out = new Float64Array(box * box);
    for (let y = 0; y < box; y++) {
      for (let x = 0; x < box; x++) {
        let max = x < reach || x >= box - reach ? 0 : -Infinity;
        for (let k = Math.max(0, x - reach); k <= Math.min(box - 1, x + reach); k++) {
          const value = source[y * box + k];
          if (value > max) max = value;
        }
        out[x * box + y] = max;
      }
    }
    return out;
  };
  return pass(pass(image));
}

/**
 * `count` pixel positions by rejection sampling with `likely` as probability, sorted along the axis with the larger
 * spread. (algorithms 5.2)
 * @returns interleaved x, y in pixels
 */
export function sampleLikelyPoints(likely: Float64Array, box: number, count: number, random: Random): Float64Array {
  const points: [number, number][] = [];
  while (points.length < count) {
    const x = random.below(box);
    const y = random.below(box);
    if (random.uniform() < likely[y * box + x]) points.push([x, y]);
  }
  const axis = variance(points.map(([x]) => x)) > variance(points.map(([, y]) => y)) ? 0 : 1;
  points.sort((a, b) => a[axis] - b[axis]);
  return Float64Array.from(points.flat());
}

function variance(values: number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
