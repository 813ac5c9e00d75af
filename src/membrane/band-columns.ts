/**
 * One walk over the rows of a band: soft mask, masked model, 5x5 Gaussian of image and model, and what the search for
 * the scaling factor needs of them: the residual (I*G - lambda A*G) M by columns. (algorithms.md 3.3, 3.5, 3.6)
 */
import { GAUSSIAN_RADIUS, GAUSSIAN_TAPS } from '../image/gaussian.ts';
import type { DistanceBand } from './distance-band.ts';
import type { ResidualColumns } from './kernel.ts';
import type { ProfileLayer } from './profile-layer.ts';
import { SoftEdge } from './soft-mask.ts';

const PAD = GAUSSIAN_RADIUS;
const RING = 2 * PAD + 1;
const [W2, W1, W0] = GAUSSIAN_TAPS as [number, number, number];

export class BandColumns implements ResidualColumns {
  readonly residualSums: Float64Array;
  readonly modelSums: Float64Array;
  slope = 0;
  /** Rows [top, bottom) that have a span. */
  top = 0;
  bottom = 0;
  readonly band: DistanceBand;
  readonly box: number;
  /**
   * Inside the band's spans, after `fill`: the masked model A in place of the squared distances, and [(I*G) M, (A*G) M]
   * in place of the layer's sums. Memory that was just read is near; more arrays would not fit into the cache.
   */
  private readonly model: Float64Array;
  private readonly smooth: Float64Array;
  private readonly edge: SoftEdge;
  /** The last rows, side by side: mask, and image and model smoothed along x. */
  private readonly mask: Float64Array;
  private readonly imageRows: Float64Array;
  private readonly modelRows: Float64Array;

  constructor(box: number, halfWidthPx: number, band: DistanceBand, layer: ProfileLayer) {
    this.box = box;
    this.band = band;
    this.edge = new SoftEdge(halfWidthPx);
    this.model = band.squared;
    this.smooth = layer.sums;
    this.residualSums = new Float64Array(box);
    this.modelSums = new Float64Array(box);
    this.mask = new Float64Array(RING * box);
    this.imageRows = new Float64Array(RING * box);
    this.modelRows = new Float64Array(RING * box);
  }

  /** Fills all results from what band and layer hold. */
  fill(image: Float32Array, lambda: number): void {
    this.findRows();
    this.residualSums.fill(0);
    this.modelSums.fill(0);
    for (let row = this.top - PAD; row < this.bottom + PAD; row++) {
      this.maskRow(row);
      this.smoothImageRow(row, image);
      if (row - PAD >= this.top) this.finishRow(row - PAD, lambda);
    }
  }

  /** Writes the image minus scale times the masked model; leaves band and layer as they were before they were filled. */
  finish(image: Float32Array, scale: number, out: Float32Array): void {
    const { box, band, model, smooth } = this;
    if (out !== image) out.set(image);
    for (let row = this.top; row < this.bottom; row++) {
      const end = row * box + band.end[row];
      for (let pixel = row * box + band.first[row]; pixel < end; pixel = (pixel + 1) | 0) {
        out[pixel] = image[pixel] - scale * model[pixel];
        model[pixel] = Infinity;
        smooth[pixel << 1] = 0;
        smooth[(pixel << 1) | 1] = 0;
      }
    }
  }

  sumColumn(x: number, lambda: number): number {
    const { band, box, smooth } = this;
    let sum = 0;
    let slope = 0;
    for (let row = this.top, at = 2 * (row * box + x); row < this.bottom; row++, at += 2 * box) {
      if (x < band.first[row] || x >= band.end[row]) continue;
      const model = smooth[at + 1];
      const rest = smooth[at] - lambda * model;
      if (rest > 0) slope -= model;
      else if (rest < 0) slope += model;
      sum += Math.abs(rest);
    }
    this.slope = slope;
    return sum;
  }

  private findRows(): void {
    const { box, band } = this;
    this.top = 0;
    while (this.top < box && band.first[this.top] >= band.end[this.top]) this.top++;
    this.bottom = box;
    while (this.bottom > this.top && band.first[this.bottom - 1] >= band.end[this.bottom - 1]) this.bottom--;
  }

  /** Mask and model of a row, and the model smoothed along x; 0 outside the band. */
  private maskRow(row: number): void {
    const { box, band, edge, model: squared, smooth: sums, mask, modelRows } = this;
    const slot = ringStart(row, box);
    modelRows.fill(0, slot, slot + box);
    if (row < this.top || row >= this.bottom) return;
    const [w0, w1, w2] = [W0, W1, W2];
    const start = row * box;
    const end = band.end[row];
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let x = band.first[row]; x < end; x++) {
      const pixel = (start + x) | 0;
      const value = edge.at(squared[pixel]);
      const weight = sums[pixel << 1];
      const e = weight > 0 ? (sums[(pixel << 1) | 1] / weight) * value : 0;
      mask[slot + x] = value;
      squared[pixel] = e;
      if (x >= PAD) modelRows[slot + x - PAD] = w0 * c + w1 * (b + d) + w2 * (a + e);
      a = b;
      b = c;
      c = d;
      d = e;
    }
    for (let x = end; x < end + 2 * PAD; x++) {
      if (x >= PAD && x < box + PAD) modelRows[slot + x - PAD] = w0 * c + w1 * (b + d) + w2 * a;
      a = b;
      b = c;
      c = d;
      d = 0;
    }
  }

  /** Smooths a row of the image along x, as far as the rows about it need it; 0 outside the box. */
  private smoothImageRow(row: number, image: Float32Array): void {
    const { box, band, imageRows } = this;
    const slot = ringStart(row, box);
    if (row < 0 || row >= box) {
      imageRows.fill(0, slot, slot + box);
      return;
    }
    let left = box;
    let right = 0;
    for (let near = Math.max(0, row - PAD); near <= Math.min(box - 1, row + PAD); near++) {
      left = Math.min(left, band.first[near]);
      right = Math.max(right, band.end[near]);
    }
    const [w0, w1, w2] = [W0, W1, W2];
    const start = row * box;
    let a = left >= 2 ? image[start + left - 2] : 0;
    let b = left >= 1 ? image[start + left - 1] : 0;
    let c = image[start + left];
    let d = left + 1 < box ? image[start + left + 1] : 0;
    for (let x = left; x < right; x++) {
      const e = x + 2 < box ? image[start + x + 2] : 0;
      imageRows[slot + x] = w0 * c + w1 * (b + d) + w2 * (a + e);
      a = b;
      b = c;
      c = d;
      d = e;
    }
  }

  /** Smooths along y, applies the mask and adds to the sums of the columns. */
  private finishRow(row: number, lambda: number): void {
    const { box, band, smooth, mask, imageRows, modelRows, residualSums, modelSums } = this;
    const r0 = ringStart(row - 2, box);
    const r1 = ringStart(row - 1, box);
    const r2 = ringStart(row, box);
    const r3 = ringStart(row + 1, box);
    const r4 = ringStart(row + 2, box);
    const start = row * box;
    const end = band.end[row];
    const w0 = W0;
    const w1 = W1;
    const w2 = W2;
    for (let x = band.first[row]; x < end; x++) {
      const value = mask[r2 + x];
      const a =
        value *
        (w0 * imageRows[r2 + x] +
          w1 * (imageRows[r1 + x] + imageRows[r3 + x]) +
          w2 * (imageRows[r0 + x] + imageRows[r4 + x]));
      const b =
        value *
        (w0 * modelRows[r2 + x] +
          w1 * (modelRows[r1 + x] + modelRows[r3 + x]) +
          w2 * (modelRows[r0 + x] + modelRows[r4 + x]));
      const at = (start + x) << 1;
      smooth[at] = a;
      smooth[at | 1] = b;
      residualSums[x] += Math.abs(a - lambda * b);
      modelSums[x] += Math.abs(b);
    }
  }
}

function ringStart(row: number, box: number): number {
  return ((row + RING) % RING) * box;
}
