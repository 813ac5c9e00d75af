import type { GreyRange } from './contrast.ts';
import { sortedSample } from './sorted-sample.ts';

/** Values at two percentiles, and the extremes, of the pixels that were looked at. */
export interface ValueRange extends GreyRange {
  min: number;
  max: number;
}

const SAMPLE_PIXELS = 1 << 17;

/** Percentiles (0..100) from at most 131,072 evenly spread finite pixels; a flat image gets a range around its value. */
export function percentileRange(data: Float32Array, low: number, high: number): ValueRange {
  const sorted = sortedSample(data, SAMPLE_PIXELS);
  const at = (percent: number): number => sorted[Math.round((percent / 100) * (sorted.length - 1))] ?? 0;
  const [black, white] = [at(low), at(high)];
  const extremes = { min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
  return white > black ? { black, white, ...extremes } : { black: black - 1, white: black + 1, ...extremes };
}
