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

/** Pixels that are summed before anybody asks whether they were finite. */
const BLOCK_PIXELS = 1024;

/** One pass in double precision, relative to the first value so that a large mean costs no digits. */
export function pixelStats(data: Float32Array): PixelStats {
  const sums = new PixelSums(data);
  for (let from = 0; from < data.length; from += BLOCK_PIXELS) {
    const to = Math.min(from + BLOCK_PIXELS, data.length);
    if (!sums.addFinite(from, to)) sums.addAny(from, to);
  }
  return sums.result();
}

class PixelSums {
  private readonly data: Float32Array;
  private readonly shift: number;
  private finite = 0;
  private min = Infinity;
  private max = -Infinity;
  /** Of (value - shift), and of its square. */
  private sum = 0;
  private squares = 0;

  constructor(data: Float32Array) {
    this.data = data;
    let first = 0;
    while (first < data.length && !Number.isFinite(data[first])) first++;
    this.shift = data[first] ?? 0;
  }

  /** Adds a block without looking at every pixel: four sums side by side. False, and nothing added, when one is not finite. */
  addFinite(from: number, to: number): boolean {
    const { data, shift } = this;
    const whole = from + ((to - from) & ~3);
    let { min, max } = this;
    let sum0 = 0;
    let squares0 = 0;
    let sum1 = 0;
    let squares1 = 0;
    let sum2 = 0;
    let squares2 = 0;
    let sum3 = 0;
    let squares3 = 0;
    for (let i = from; i < whole; i += 4) {
      const v0 = data[i]!;
      const v1 = data[i + 1]!;
      const v2 = data[i + 2]!;
      const v3 = data[i + 3]!;
      if (v0 < min) min = v0;
      if (v1 < min) min = v1;
      if (v2 < min) min = v2;
      if (v3 < min) min = v3;
      if (v0 > max) max = v0;
      if (v1 > max) max = v1;
      if (v2 > max) max = v2;
      if (v3 > max) max = v3;
      const d0 = v0 - shift;
      sum0 += d0;
      squares0 += d0 * d0;
      const d1 = v1 - shift;
      sum1 += d1;
      squares1 += d1 * d1;
      const d2 = v2 - shift;
      sum2 += d2;
      squares2 += d2 * d2;
      const d3 = v3 - shift;
      sum3 += d3;
      squares3 += d3 * d3;
    }
    const squares = squares0 + squares1 + (squares2 + squares3);
    if (!Number.isFinite(squares)) return false;
    this.min = min;
    this.max = max;
    this.finite += whole - from;
    this.sum += sum0 + sum1 + (sum2 + sum3);
    this.squares += squares;
    this.addAny(whole, to);
    return true;
  }

  /** Adds pixels one by one; those that are not finite are left out. */
  addAny(from: number, to: number): void {
    const { data, shift } = this;
    for (let i = from; i < to; i++) {
      const value = data[i]!;
      const difference = value - shift;
      if (difference - difference !== 0) continue; // NaN and infinities
      this.finite++;
      if (value < this.min) this.min = value;
      if (value > this.max) this.max = value;
      this.sum += difference;
      this.squares += difference * difference;
    }
  }

  result(): PixelStats {
    const { data, shift, finite, min, max, sum, squares } = this;
    const mean = finite > 0 ? shift + sum / finite : 0;
    const squaredDeviations = finite > 0 ? Math.max(0, squares - (sum * sum) / finite) : 0;
    return { pixels: data.length, finite, min, max, mean, squaredDeviations };
  }
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
