/**
 * The subtraction of algorithms.md 3, written as plainly as it can be: the oracle of the fast path (subtract.ts) and of
 * any other kernel. Slow (every pixel against every sample); never called by a job.
 */
import { convolveGaussian } from '../image/gaussian.ts';
import type { CurveSamples } from './curve.ts';
import { PROFILE_MARGIN_PX } from './profile-layer.ts';
import { SCALING_FACTORS } from './scaling-factors.ts';
import { softMask } from './soft-mask.ts';

const { fround } = Math;

export interface ReferenceResult {
  distance: Float64Array;
  mask: Float64Array;
  profile: Float32Array;
  /** The model before the mask. */
  model: Float64Array;
  imageConvolved: Float64Array;
  maskedModelConvolved: Float64Array;
  costs: Float64Array;
  lambdaIndex: number;
  /** I - (lambda + bias) A; NaN where I is not finite. */
  subtracted: Float64Array;
}

/** Every step for one image (side `box`); pixels that are not finite count as 0 (algorithms.md 6). */
export function subtractPlainly(
  image: ArrayLike<number>,
  box: number,
  samples: CurveSamples,
  halfWidthPx: number,
  bias = 0,
): ReferenceResult {
  const holed = Float64Array.from(image, (value) => (Number.isFinite(value) ? value : NaN));
  const clean = holed.map((value) => (Number.isNaN(value) ? 0 : value));
  const distance = distanceField(samples, box);
  const mask = distance.map((value) => softMask(value, halfWidthPx));
  const profile = averageProfile(holed, box, samples, halfWidthPx + PROFILE_MARGIN_PX);
  const model = splatProfile(profile, box, samples);
  const masked = model.map((value, pixel) => value * mask[pixel]);
  const imageConvolved = convolveGaussian(clean, box);
  const maskedModelConvolved = convolveGaussian(masked, box);
  const costs = Float64Array.from(SCALING_FACTORS, (lambda) =>
    largestColumnSum(imageConvolved, maskedModelConvolved, mask, lambda, box),
  );
  const lambdaIndex = costs.indexOf(Math.min(...costs));
  const scale = SCALING_FACTORS[lambdaIndex] + bias;
  const subtracted = holed.map((value, pixel) => value - scale * masked[pixel]);
  return {
    distance,
    mask,
    profile,
    model,
    imageConvolved,
    maskedModelConvolved,
    costs,
    lambdaIndex,
    subtracted,
  };
}

/** Distance of every pixel to the nearest sample. */
export function distanceField(samples: CurveSamples, box: number): Float64Array {
  return Float64Array.from({ length: box * box }, (_, pixel) => {
    const x = pixel % box;
    const y = Math.floor(pixel / box);
    let least = Infinity;
    for (let i = 0; i < samples.count; i++) {
      least = Math.min(least, (x - samples.x[i]) ** 2 + (y - samples.y[i]) ** 2);
    }
    return Math.sqrt(least);
  });
}

/** Calls `visit` with every point k pixels off the curve that lies in the box (float32 arithmetic). */
function forEachPointOff(samples: CurveSamples, k: number, box: number, visit: (x: number, y: number) => void): void {
  for (let i = 0; i < samples.count; i++) {
    const x = fround(fround(samples.x[i]) + fround(k * fround(samples.nx[i])));
    const y = fround(fround(samples.y[i]) + fround(k * fround(samples.ny[i])));
    if (x >= 0 && x < box && y >= 0 && y < box) visit(x, y);
  }
}

/** Bilinear value; 0 beyond the last pixel centre and where it touches NaN. */
function bilinear(image: Float64Array, box: number, x: number, y: number): number {
  if (x > box - 1 || y > box - 1) return 0;
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const x1 = Math.min(x0 + 1, box - 1);
  const y1 = Math.min(y0 + 1, box - 1);
  const upper = image[y0 * box + x0] * (1 - (x - x0)) + image[y0 * box + x1] * (x - x0);
  const lower = image[y1 * box + x0] * (1 - (x - x0)) + image[y1 * box + x1] * (x - x0);
  const value = upper * (1 - (y - y0)) + lower * (y - y0);
  return Number.isNaN(value) ? 0 : value;
}

/** Mean of the image along the curve, at -reach..reach pixels off it (algorithms.md 3.4). */
function averageProfile(image: Float64Array, box: number, samples: CurveSamples, reach: number): Float32Array {
  return Float32Array.from({ length: 2 * reach + 1 }, (_, i) => {
    let sum = 0;
    let count = 0;
    forEachPointOff(samples, i - reach, box, (x, y) => {
      sum += bilinear(image, box, x, y);
      count++;
    });
    return count === 0 ? 0 : sum / count;
  });
}

/** Lays the profile back along the curve: weighted mean of what falls on each pixel (algorithms.md 3.5, before the mask). */
function splatProfile(profile: Float32Array, box: number, samples: CurveSamples): Float64Array {
  const weights = new Float64Array(box * box);
  const sums = new Float64Array(box * box);
  const reach = (profile.length - 1) / 2;
  profile.forEach((value, i) => {
    const add = (pixel: number, weight: number) => {
      weights[pixel] += weight;
      sums[pixel] += weight * value;
    };
    forEachPointOff(samples, i - reach, box, (x, y) => {
      const x0 = Math.floor(x);
      const y0 = Math.floor(y);
      const pixel = y0 * box + x0;
      if (x0 + 1 >= box || y0 + 1 >= box) return add(pixel, 1);
      add(pixel, (1 - (x - x0)) * (1 - (y - y0)));
      add(pixel + 1, (x - x0) * (1 - (y - y0)));
      add(pixel + box, (1 - (x - x0)) * (y - y0));
      add(pixel + box + 1, (x - x0) * (y - y0));
    });
  });
  return sums.map((sum, pixel) => (weights[pixel] === 0 ? 0 : sum / weights[pixel]));
}

function largestColumnSum(
  image: Float64Array,
  model: Float64Array,
  mask: Float64Array,
  lambda: number,
  box: number,
): number {
  const columns = new Float64Array(box);
  image.forEach((value, pixel) => {
    columns[pixel % box] += Math.abs((value - lambda * model[pixel]) * mask[pixel]);
  });
  return Math.max(...columns);
}
