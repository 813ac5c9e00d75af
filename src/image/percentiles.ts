/** Values at two percentiles, and the extremes, of an image's finite pixels. */
export interface ValueRange {
  black: number;
  white: number;
  min: number;
  max: number;
}

const SAMPLE_PIXELS = 1 << 17;

/** Percentiles (0..100) from at most 131,072 evenly spread pixels; a flat image gets a range around its value. */
export function percentileRange(data: Float32Array, low: number, high: number): ValueRange {
  // An odd step, so that the samples do not all lie in a few columns.
  const step = data.length <= SAMPLE_PIXELS ? 1 : Math.ceil(data.length / SAMPLE_PIXELS) | 1;
  const sample = new Float32Array(Math.ceil(data.length / step));
  let count = 0;
  for (let i = 0; i < data.length; i += step) if (Number.isFinite(data[i])) sample[count++] = data[i] as number;
  const sorted = sample.subarray(0, count).sort();
  const at = (percent: number): number => sorted[Math.round((percent / 100) * (count - 1))] ?? 0;
  const [black, white] = [at(low), at(high)];
  const extremes = { min: sorted[0] ?? 0, max: sorted[count - 1] ?? 0 };
  return white > black ? { black, white, ...extremes } : { black: black - 1, white: black + 1, ...extremes };
}
