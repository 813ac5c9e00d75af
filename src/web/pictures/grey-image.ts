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

/** Linear grey, clipped; NaN is drawn black. */
export function drawGrey({ columns, rows, pixels }: GreyImage, { black, white }: Range, invert: boolean): ImageData {
  const drawn = new ImageData(columns, rows);
  const words = new Uint32Array(drawn.data.buffer);
  const factor = 255 / (white - black || 1);
  const flip = invert ? 255 : 0;
  const clamped = new Uint8ClampedArray(1);
  for (let i = 0; i < pixels.length; i++) {
    clamped[0] = (pixels[i] - black) * factor;
    const grey = clamped[0] ^ flip;
    words[i] = 0xff000000 | (grey << 16) | (grey << 8) | grey;
  }
  return drawn;
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
