/** Half the width of the 5x5 Gaussian. */
export const GAUSSIAN_RADIUS = 2;

/** The 1-D factor of the 5x5 Gaussian of sigma 1: exp(-i^2/2) / sqrt(2 pi) for i = -2..2, not renormalised. */
export const GAUSSIAN_TAPS: readonly number[] = [-2, -1, 0, 1, 2].map(
  (i) => Math.exp((-i * i) / 2) / Math.sqrt(2 * Math.PI),
);

/** Convolves a square image (side `box`) with the 5x5 Gaussian; zero outside, same size, float64. */
export function convolveGaussian(image: ArrayLike<number>, box: number): Float64Array {
  return convolveAlong(convolveAlong(image, box, 1), box, box);
}

/** One pass along rows (stride 1) or columns (stride box). */
function convolveAlong(image: ArrayLike<number>, box: number, stride: number): Float64Array {
  const out = new Float64Array(box * box);
  for (let pixel = 0; pixel < out.length; pixel++) {
    const place = stride === 1 ? pixel % box : Math.floor(pixel / box);
    let sum = 0;
    for (let tap = -GAUSSIAN_RADIUS; tap <= GAUSSIAN_RADIUS; tap++) {
      if (place + tap < 0 || place + tap >= box) continue;
      sum += (GAUSSIAN_TAPS[tap + GAUSSIAN_RADIUS] ?? 0) * (image[pixel + tap * stride] ?? 0);
    }
    out[pixel] = sum;
  }
  return out;
}
