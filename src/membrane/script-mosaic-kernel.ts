import type { Band, MosaicKernel, MosaicRoom, Rectangle } from './mosaic-kernel.ts';

/** In TypeScript. */
export class ScriptMosaicKernel implements MosaicKernel {
  canvas = new Float32Array(0);
  particles = new Float32Array(0);
  private columns = 0;
  private weights: MosaicRoom['weights'] = new Map();
  /** [sum of weight, sum of weight * value] of a row's pixels; zeros between two rows. */
  private sums = new Float64Array(0);

  prepare({ columns, stripeRows, particlePixels, weights }: MosaicRoom): void {
    this.columns = columns;
    this.weights = weights;
    this.canvas = atLeast(this.canvas, columns * stripeRows);
    this.particles = atLeast(this.particles, particlePixels);
    this.sums = new Float64Array(2 * columns);
  }

  measureRows(source: 'canvas' | 'particles', rectangle: Rectangle, moments: Float64Array, at: number): void {
    const { first, stride, width, rows } = rectangle;
    for (let row = 0; row < rows; row++) measureRow(this[source], first + row * stride, width, moments, at + 2 * row);
  }

  paint(rowCount: number, bands: readonly Band[]): void {
    for (let row = 0; row < rowCount; row++) {
      let from = this.columns;
      let to = 0;
      for (const band of bands) {
        const { top, rows, left, width } = band;
        if (row < top || row >= top + rows) continue;
        this.addRow(band, row - top);
        from = Math.min(from, left);
        to = Math.max(to, left + width);
      }
      this.replaceRow(row * this.columns, from, to);
    }
  }

  /** Left to those who write the pixels. */
  statistics(): null {
    return null;
  }

  private addRow({ first, box, boxX, boxY, left, width, gain, offset }: Band, row: number): void {
    const { sums, particles } = this;
    const weights = this.weights.get(box) as Float64Array;
    const rowWeight = weights[boxY + row];
    const from = first + row * box;
    for (let x = 0, at = 2 * left; x < width; x++, at += 2) {
      const weight = rowWeight * weights[boxX + x];
      sums[at] += weight;
      sums[at + 1] += weight * (gain * particles[from + x] + offset);
    }
  }

  private replaceRow(row: number, from: number, to: number): void {
    const { sums, canvas } = this;
    for (let x = from; x < to; x++) {
      if (sums[2 * x] > 0) canvas[row + x] = sums[2 * x + 1] / sums[2 * x];
    }
    if (from < to) sums.fill(0, 2 * from, 2 * to);
  }
}

function atLeast(array: Float32Array<ArrayBuffer>, length: number): Float32Array<ArrayBuffer> {
  return array.length < length ? new Float32Array(length) : array;
}

/** About the row's first pixel, so that nothing cancels, with four sums that do not wait for each other. */
function measureRow(pixels: Float32Array, start: number, width: number, moments: Float64Array, at: number): void {
  const base = pixels[start];
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  let [squares0, squares1, squares2, squares3] = [0, 0, 0, 0];
  const whole = start + (width & ~3);
  for (let i = start; i < whole; i += 4) {
    const value0 = pixels[i] - base;
    const value1 = pixels[i + 1] - base;
    const value2 = pixels[i + 2] - base;
    const value3 = pixels[i + 3] - base;
    sum0 += value0;
    sum1 += value1;
    sum2 += value2;
    sum3 += value3;
    squares0 += value0 * value0;
    squares1 += value1 * value1;
    squares2 += value2 * value2;
    squares3 += value3 * value3;
  }
  let sum = sum0 + sum1 + (sum2 + sum3);
  let squares = squares0 + squares1 + (squares2 + squares3);
  for (let i = whole; i < start + width; i++) {
    const value = pixels[i] - base;
    sum += value;
    squares += value * value;
  }
  const shift = sum / width;
  const deviations = squares - sum * shift;
  moments[at] = base + shift;
  moments[at + 1] = deviations < 0 ? 0 : deviations;
}
