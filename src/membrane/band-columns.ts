/**
 * One walk over the rows of a band: soft mask, masked model, 5x5 Gaussian of image and model, and what the search for
 * the scaling factor needs of them: the residual (I*G - lambda A*G) M by columns. (algorithms.md 3.3, 3.5, 3.6)
 */
import { GAUSSIAN_TAPS } from '../image/gaussian.ts';
import type { DistanceBand } from './distance-band.ts';
import type { ProfileLayer } from './profile-layer.ts';
import { SoftEdge } from './soft-mask.ts';

const PAD = 2;
const RING = 5;
const [W2, W1, W0] = GAUSSIAN_TAPS as [number, number, number];

export class BandColumns {
  /** The masked model A; valid inside the band's spans. */
  readonly model: Float64Array;
  /** (I*G) M and (A*G) M; valid inside the band's spans. */
  readonly image: Float64Array;
  readonly smoothModel: Float64Array;
  /** Rows [top, bottom) that have a span. */
  top = 0;
  bottom = 0;
  readonly band: DistanceBand;
  readonly box: number;
  private readonly edge: SoftEdge;
  private readonly padded: Float64Array;
  private readonly mask: Float64Array[];
  private readonly smoothImageRows: Float64Array[];
  private readonly smoothModelRows: Float64Array[];

  constructor(box: number, halfWidthPx: number, band: DistanceBand) {
    const row = () => new Float64Array(box);
    const ring = () => Array.from({ length: RING }, row);
    this.box = box;
    this.band = band;
    this.edge = new SoftEdge(halfWidthPx);
    this.model = new Float64Array(box * box);
    this.image = new Float64Array(box * box);
    this.smoothModel = new Float64Array(box * box);
    this.padded = new Float64Array(box + 2 * PAD);
    this.mask = ring();
    this.smoothImageRows = ring();
    this.smoothModelRows = ring();
  }

  /** Fills model, image and smoothModel; resets the band's distances and the layer's sums for the next particle. */
  fill(image: Float32Array, layer: ProfileLayer): void {
    const { box, band } = this;
    this.top = 0;
    while (this.top < box && band.first[this.top] >= band.end[this.top]) this.top++;
    this.bottom = box;
    while (this.bottom > this.top && band.first[this.bottom - 1] >= band.end[this.bottom - 1]) this.bottom--;
    for (let row = this.top - PAD; row < this.bottom + PAD; row++) {
      if (row >= this.top && row < this.bottom) this.maskRow(row, layer.sums);
      this.smoothRow(row, image);
      if (row - PAD >= this.top) this.finishRow(row - PAD);
    }
  }

  private maskRow(row: number, sums: Float64Array): void {
    const { box, band, edge, model } = this;
    const { squared } = band;
    const mask = this.mask[row % RING];
    for (let x = band.first[row], pixel = row * box + x; x < band.end[row]; x++, pixel++) {
      const value = edge.at(squared[pixel]);
      const weight = sums[2 * pixel];
      mask[x] = value;
      model[pixel] = weight > 0 ? (sums[2 * pixel + 1] / weight) * value : 0;
      squared[pixel] = Infinity;
      sums[2 * pixel] = 0;
      sums[2 * pixel + 1] = 0;
    }
  }

  /** Smooths a row of image and model along x into the rings; a row outside the box or the band is 0. */
  private smoothRow(row: number, image: Float32Array): void {
    const { box, band, padded } = this;
    const slot = (row + RING) % RING;
    const smoothImage = this.smoothImageRows[slot];
    const smoothModel = this.smoothModelRows[slot];
    smoothModel.fill(0);
    if (row < 0 || row >= box) {
      smoothImage.fill(0);
      return;
    }
    let [left, right] = [box, 0];
    for (let near = Math.max(0, row - PAD); near <= Math.min(box - 1, row + PAD); near++) {
      left = Math.min(left, band.first[near]);
      right = Math.max(right, band.end[near]);
    }
    const start = row * box;
    for (let x = Math.max(0, left - PAD); x < Math.min(box, right + PAD); x++) padded[x + PAD] = image[start + x];
    if (left < PAD) padded[0] = padded[1] = 0;
    if (right > box - PAD) padded[box + PAD] = padded[box + PAD + 1] = 0;
    smoothAlong(padded, smoothImage, left, right);
    const [first, end] = [band.first[row], band.end[row]];
    if (first >= end) return;
    padded.fill(0, Math.max(0, first - PAD), first + PAD);
    padded.fill(0, end + PAD, end + 3 * PAD);
    for (let x = first; x < end; x++) padded[x + PAD] = this.model[start + x];
    smoothAlong(padded, smoothModel, Math.max(0, first - PAD), Math.min(box, end + PAD));
  }

  /** Smooths along y and applies the mask. */
  private finishRow(row: number): void {
    const { box, band, image, smoothModel } = this;
    const mask = this.mask[row % RING];
    const [i0, i1, i2, i3, i4] = this.ringAround(this.smoothImageRows, row);
    const [m0, m1, m2, m3, m4] = this.ringAround(this.smoothModelRows, row);
    for (let x = band.first[row], pixel = row * box + x; x < band.end[row]; x++, pixel++) {
      image[pixel] = (W0 * i2[x] + W1 * (i1[x] + i3[x]) + W2 * (i0[x] + i4[x])) * mask[x];
      smoothModel[pixel] = (W0 * m2[x] + W1 * (m1[x] + m3[x]) + W2 * (m0[x] + m4[x])) * mask[x];
    }
  }

  private ringAround(
    ring: Float64Array[],
    row: number,
  ): [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array] {
    const at = (offset: number) => ring[(row + offset + RING) % RING];
    return [at(-2), at(-1), at(0), at(1), at(2)];
  }
}

function smoothAlong(padded: Float64Array, out: Float64Array, from: number, to: number): void {
  for (let x = from; x < to; x++) {
    out[x] = W0 * padded[x + 2] + W1 * (padded[x + 1] + padded[x + 3]) + W2 * (padded[x] + padded[x + 4]);
  }
}
