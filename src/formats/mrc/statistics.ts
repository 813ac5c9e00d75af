/** Statistics of some pixels; those that are not finite count in `pixels` alone. */
export interface PixelStats {
  /** All pixels, of which `finite` are finite numbers. */
  pixels: number;
  finite: number;
  min: number;
  max: number;
  mean: number;
  /** Sum of (value - mean)^2. */
  squaredDeviations: number;
}

/** One pass in double precision, relative to the first value so that a large mean costs no digits. */
export function pixelStats(data: Float32Array): PixelStats {
  let first = 0;
  while (first < data.length && !Number.isFinite(data[first])) first++;
  const shift = data[first] ?? 0;
  let finite = 0;
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let squares = 0;
  for (let i = first; i < data.length; i++) {
    const value = data[i]!;
    const difference = value - shift;
    if (difference - difference !== 0) continue; // NaN and infinities
    finite++;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += difference;
    squares += difference * difference;
  }
  const mean = finite > 0 ? shift + sum / finite : 0;
  const squaredDeviations = finite > 0 ? Math.max(0, squares - (sum * sum) / finite) : 0;
  return { pixels: data.length, finite, min, max, mean, squaredDeviations };
}

/** Statistics of two sets of pixels together. (Chan, Golub, LeVeque 1979) */
export function mergeStats(a: PixelStats, b: PixelStats): PixelStats {
  const pixels = a.pixels + b.pixels;
  if (a.finite === 0 || b.finite === 0) return { ...(a.finite === 0 ? b : a), pixels };
  const finite = a.finite + b.finite;
  const distance = b.mean - a.mean;
  return {
    pixels,
    finite,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    mean: a.mean + distance * (b.finite / finite),
    squaredDeviations:
      a.squaredDeviations + b.squaredDeviations + distance * distance * ((a.finite * b.finite) / finite),
  };
}

/** Statistics of no pixels, to merge others into. */
export const NO_PIXELS: Readonly<PixelStats> = pixelStats(new Float32Array(0));

/** Population standard deviation, as the header's rms is meant. */
export function rmsOf({ squaredDeviations, finite }: PixelStats): number {
  return finite > 0 ? Math.sqrt(squaredDeviations / finite) : 0;
}
