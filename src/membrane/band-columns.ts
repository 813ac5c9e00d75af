/**
 * One walk over the rows of a band: soft mask, masked model, 5x5 Gaussian of image and model, and what the search for
 * the scaling factor needs of them: the residual (I*G - lambda A*G) M by columns. (algorithms.md 3.3, 3.5, 3.6)
 */
import { GAUSSIAN_RADIUS } from '../image/gaussian.ts';
import type { BandMemory } from './band-memory.ts';
import { makeColumnMemory, type ColumnMemory } from './column-memory.ts';
import { bindFinishRow, bindMaskRow, bindSmoothRow, bindSubtractRow } from './column-rows.ts';
import type { ResidualColumns } from './kernel.ts';
import type { LayerMemory } from './walk-memory.ts';

const PAD = GAUSSIAN_RADIUS;

export class BandColumns implements ResidualColumns {
  readonly box: number;
  readonly residualSums: Float64Array;
  readonly modelSums: Float64Array;
  slope = 0;
  /** Rows [top, bottom) that have a span. */
  private top = 0;
  private bottom = 0;
  private readonly memory: ColumnMemory;
  private readonly rows: ReturnType<typeof makeRows>;

  constructor(halfWidthPx: number, band: BandMemory, layer: LayerMemory) {
    this.box = band.box;
    this.memory = makeColumnMemory(band, layer);
    this.rows = makeRows(this.memory, halfWidthPx);
    this.residualSums = this.memory.residualSums;
    this.modelSums = this.memory.modelSums;
  }

  /** Fills all results from what band and layer hold. */
  fill(lambda: number): void {
    const { rows } = this;
    this.findRows();
    this.residualSums.fill(0);
    this.modelSums.fill(0);
    for (let row = this.top - PAD; row < this.bottom + PAD; row++) {
      rows.mask(row);
      rows.smooth(row);
      if (row - PAD >= this.top) rows.finish(row - PAD, lambda);
    }
  }

  /** Writes the image minus scale times the masked model; leaves band and layer as they were before they were filled. */
  finish(scale: number, out: Float32Array): void {
    if (out !== this.memory.image) out.set(this.memory.image);
    for (let row = this.top; row < this.bottom; row++) this.rows.subtract(row, scale, out);
  }

  sumColumn(x: number, lambda: number): number {
    const { box, first, end, smooth } = this.memory;
    let sum = 0;
    let slope = 0;
    for (let row = this.top, at = 2 * (row * box + x); row < this.bottom; row++, at += 2 * box) {
      if (x < first[row] || x >= end[row]) continue;
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
    const { box, first, end } = this.memory;
    this.top = 0;
    while (this.top < box && first[this.top] >= end[this.top]) this.top++;
    this.bottom = box;
    while (this.bottom > this.top && first[this.bottom - 1] >= end[this.bottom - 1]) this.bottom--;
  }
}

function makeRows(memory: ColumnMemory, halfWidthPx: number) {
  return {
    mask: bindMaskRow(memory, halfWidthPx),
    smooth: bindSmoothRow(memory),
    finish: bindFinishRow(memory),
    subtract: bindSubtractRow(memory),
  };
}
