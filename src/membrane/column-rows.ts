import { GAUSSIAN_TAPS } from '../image/gaussian.ts';
import type { ColumnMemory } from './column-memory.ts';
import { bindSoftEdge } from './soft-mask.ts';

/** Weights of the rows and columns two off, one off, and of the own. */
const [W2, W1, W0] = GAUSSIAN_TAPS as [number, number, number];

/** Where column 0 of a row (from -2 on) lies in the ring. */
function bindRingStart({ ringRows, ringStride }: ColumnMemory) {
  return (row: number): number => ((row + ringRows) % ringRows) * ringStride + 2;
}

/** Mask and model of a row inside the band, and the model smoothed along x; 0 outside. */
export function bindMaskRow(memory: ColumnMemory, halfWidthPx: number) {
  const { box, first, end: ends, model: squared, smooth: sums, mask, modelRows, ringStride } = memory;
  const ringStart = bindRingStart(memory);
  const edgeAt = bindSoftEdge(halfWidthPx);
  const [w0, w1, w2] = [W0, W1, W2];
  return function maskRow(row: number): void {
    const slot = ringStart(row);
    modelRows.fill(0, slot - 2, slot - 2 + ringStride);
    if (row < 0 || row >= box || first[row] >= ends[row]) return;
    const start = row * box;
    const end = ends[row];
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let at = (slot + first[row]) | 0;
    for (let pixel = (start + first[row]) | 0; pixel < start + end; pixel = (pixel + 1) | 0) {
      const value = edgeAt(squared[pixel]);
      const weight = sums[pixel << 1];
      const e = weight > 0 ? (sums[(pixel << 1) | 1] / weight) * value : 0;
      squared[pixel] = e;
      mask[at] = value;
      modelRows[(at - 2) | 0] = w0 * c + w1 * (b + d) + w2 * (a + e);
      at = (at + 1) | 0;
      a = b;
      b = c;
      c = d;
      d = e;
    }
    for (const last = at + 4; at < last; at++) {
      modelRows[at - 2] = w0 * c + w1 * (b + d) + w2 * a;
      a = b;
      b = c;
      c = d;
      d = 0;
    }
  };
}

/** Smooths a row of the image along x, as far as the rows about it need it; 0 outside the box. */
export function bindSmoothRow(memory: ColumnMemory) {
  const { box, first, end, image, imageRows, ringStride } = memory;
  const ringStart = bindRingStart(memory);
  const [w0, w1, w2] = [W0, W1, W2];
  return function smoothRow(row: number): void {
    const slot = ringStart(row);
    if (row < 0 || row >= box) {
      imageRows.fill(0, slot - 2, slot - 2 + ringStride);
      return;
    }
    let left = box;
    let right = 0;
    for (let near = Math.max(0, row - 2); near <= Math.min(box - 1, row + 2); near++) {
      left = Math.min(left, first[near]);
      right = Math.max(right, end[near]);
    }
    const start = row * box;
    let a = left >= 2 ? image[start + left - 2] : 0;
    let b = left >= 1 ? image[start + left - 1] : 0;
    let c = image[start + left];
    let d = left + 1 < box ? image[start + left + 1] : 0;
    let at = (slot + left) | 0;
    const last = (start + Math.min(right, box - 2) + 2) | 0;
    for (let pixel = (start + left + 2) | 0; pixel < last; pixel = (pixel + 1) | 0) {
      const e = image[pixel];
      imageRows[at] = w0 * c + w1 * (b + d) + w2 * (a + e);
      at = (at + 1) | 0;
      a = b;
      b = c;
      c = d;
      d = e;
    }
    for (; at < slot + right; at++) {
      imageRows[at] = w0 * c + w1 * (b + d) + w2 * a;
      a = b;
      b = c;
      c = d;
      d = 0;
    }
  };
}

/** Smooths a row along y, applies the mask and adds to the sums of the columns. */
export function bindFinishRow(memory: ColumnMemory) {
  const { box, first, end: ends, smooth, mask, imageRows, modelRows, residualSums, modelSums } = memory;
  const ringStart = bindRingStart(memory);
  const [w0, w1, w2] = [W0, W1, W2];
  return function finishRow(row: number, lambda: number): void {
    const up2 = ringStart(row - 2);
    const up1 = ringStart(row - 1);
    const own = ringStart(row);
    const down1 = ringStart(row + 1);
    const down2 = ringStart(row + 2);
    const start = row * box;
    const end = ends[row];
    for (let x = first[row]; x < end; x = (x + 1) | 0) {
      const r0 = (up2 + x) | 0;
      const r1 = (up1 + x) | 0;
      const r2 = (own + x) | 0;
      const r3 = (down1 + x) | 0;
      const r4 = (down2 + x) | 0;
      const value = mask[r2];
      const a =
        value * (w0 * imageRows[r2] + w1 * (imageRows[r1] + imageRows[r3]) + w2 * (imageRows[r0] + imageRows[r4]));
      const b =
        value * (w0 * modelRows[r2] + w1 * (modelRows[r1] + modelRows[r3]) + w2 * (modelRows[r0] + modelRows[r4]));
      const at = (start + x) << 1;
      smooth[at] = a;
      smooth[at | 1] = b;
      residualSums[x] += Math.abs(a - lambda * b);
      modelSums[x] += Math.abs(b);
    }
  };
}

/** Writes image - scale model inside the spans of a row, and leaves band and layer as they were before they were filled. */
export function bindSubtractRow({ box, first, end: ends, image, model, smooth }: ColumnMemory) {
  return function subtractRow(row: number, scale: number, out: Float32Array): void {
    const end = row * box + ends[row];
    for (let pixel = (row * box + first[row]) | 0; pixel < end; pixel = (pixel + 1) | 0) {
      out[pixel] = image[pixel] - scale * model[pixel];
      model[pixel] = Infinity;
      smooth[pixel << 1] = 0;
      smooth[(pixel << 1) | 1] = 0;
    }
  };
}
