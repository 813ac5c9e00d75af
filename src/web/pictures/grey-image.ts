/** An image of floats as the server sends it, row-major. */
export interface GreyImage {
  columns: number;
  rows: number;
  pixels: Float32Array;
}

/** Grey values drawn black and white. */
export interface Range {
  black: number;
  white: number;
}

export function valueAt(image: GreyImage, x: number, y: number): number | null {
  const inside = x >= 0 && y >= 0 && x < image.columns && y < image.rows;
  return inside ? (image.pixels[y * image.columns + x] ?? null) : null;
}

/** Percentiles (0..100) of the finite pixels; at most about 65,000 of them are looked at. */
export function percentiles({ pixels }: GreyImage, low: number, high: number): Range {
  const step = Math.max(1, Math.floor(pixels.length / 65_536));
  const sample: number[] = [];
  for (let i = 0; i < pixels.length; i += step) if (Number.isFinite(pixels[i])) sample.push(pixels[i]);
  const sorted = Float32Array.from(sample).sort();
  const at = (percent: number): number => sorted[Math.round((percent / 100) * (sorted.length - 1))] ?? 0;
  return { black: at(low), white: at(high) };
}

/** Mean and standard deviation of the finite pixels. */
export function statistics({ pixels }: GreyImage): { mean: number; deviation: number } {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const value of pixels) {
    if (!Number.isFinite(value)) continue;
    count++;
    sum += value;
    squares += value * value;
  }
  const mean = sum / Math.max(1, count);
  return { mean, deviation: Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean)) };
}
