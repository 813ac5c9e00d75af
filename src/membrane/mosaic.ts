/**
 * Putting subtracted particles back into their micrograph (algorithms.md 4), by stripes of rows: several workers hold
 * the same Mosaic and take particles and stripes, first to measure them, then stripes to paint them. The micrograph is never
 * in memory as a whole. Rows are measured one by one and each pixel sums its patches in their order, so the result does
 * not depend on stripes or workers.
 */
import { JobError } from '../base/errors.ts';
import type { CanvasStatistics } from './kernel.ts';
import type { Band, MosaicKernel, MosaicRoom } from './mosaic-kernel.ts';
import { kernelFor, type MosaicKernelName } from './mosaic-kernel-of.ts';
import { joinRows } from './mosaic-moments.ts';
import { clampToMicrograph, weightsOf, type MicrographSize, type Patch, type PatchPlace } from './mosaic-patch.ts';

/** Fills `into` with rows [firstRow, firstRow + rowCount) of particle `index`, `box` values a row. */
export type ReadParticleRows = (index: number, firstRow: number, rowCount: number, into: Float32Array) => void;

export interface MosaicOptions {
  stripeRows?: number;
  /** `auto`: WebAssembly where it can be had. */
  kernel?: 'auto' | MosaicKernelName;
}

/** Pixels of a stripe: they and the particles above them stay in a core's cache. */
const STRIPE_PIXELS = 1 << 17;

export class Mosaic {
  readonly stripeCount: number;
  /** Numbers that the workers leave in `moments`, which they share: mean and squared deviations of each particle, then of each row of its crop. */
  readonly momentsLength: number;
  readonly columns: number;
  private readonly rows: number;
  private readonly stripeRows: number;
  private readonly patches: Patch[];
  /** Of each stripe, in file order. */
  private readonly patchesOn: number[][];
  /** Where in the moments the rows of each patch's crop begin. */
  private readonly momentsOfRows: number[] = [];
  private choice: 'auto' | MosaicKernelName;

  /** Throws a JobError 'BoxOutsideMicrograph' that names the item when a box does not touch the micrograph. */
  constructor(
    size: MicrographSize,
    places: readonly PatchPlace[],
    { stripeRows, kernel = 'auto' }: MosaicOptions = {},
  ) {
    this.columns = size.columns;
    this.rows = size.rows;
    this.stripeRows = Math.max(1, stripeRows ?? Math.floor(STRIPE_PIXELS / size.columns));
    this.stripeCount = Math.ceil(size.rows / this.stripeRows);
    this.patches = places.map((place) => clampToMicrograph(place, size));
    this.choice = kernel;
    this.patchesOn = Array.from({ length: this.stripeCount }, () => []);
    let at = 2 * this.patches.length;
    for (const [index, { top, height }] of this.patches.entries()) {
      this.momentsOfRows.push(at);
      at += 2 * height;
      const last = this.stripeOf(top + height - 1);
      for (let stripe = this.stripeOf(top); stripe <= last; stripe++) this.patchesOn[stripe].push(index);
    }
    this.momentsLength = at;
  }

  rowsOf(stripe: number): { firstRow: number; rowCount: number } {
    const firstRow = stripe * this.stripeRows;
    return { firstRow, rowCount: Math.min(this.stripeRows, this.rows - firstRow) };
  }

  /** Where to put a stripe's pixels for `measureStripe` and `paint`, which leaves its result there. */
  canvas(stripe: number): Float32Array {
    return this.kernel.canvas.subarray(0, this.rowsOf(stripe).rowCount * this.columns);
  }

  /** Where to put a particle, box x box, for `measureParticle`. */
  particleCanvas(index: number): Float32Array {
    return this.kernel.particles.subarray(0, this.patches[index].box ** 2);
  }

  /** Step 1, once for each patch, by any worker. */
  measureParticle(index: number, moments: Float64Array): void {
    const { box, boxX, boxY, width, height } = this.patches[index];
    const rows = new Float64Array(2 * height);
    this.kernel.measureRows('particles', { first: boxY * box + boxX, stride: box, width, rows: height }, rows, 0);
    moments.set(joinRows(rows, 0, height, width), 2 * index);
  }

  /** Step 1, once for each stripe of the micrograph, by any worker. */
  measureStripe(stripe: number, moments: Float64Array): void {
    const { firstRow } = this.rowsOf(stripe);
    for (const { index, patch, from, rows } of this.patchesOf(stripe)) {
      const first = (from - firstRow) * this.columns + patch.left;
      const rectangle = { first, stride: this.columns, width: patch.width, rows };
      this.kernel.measureRows('canvas', rectangle, moments, this.momentsOfRows[index] + 2 * (from - patch.top));
    }
  }

  /** Of stripes [first, first + count): the patches on them, and the last stripe to be measured before they can be painted. */
  needsOf(first: number, count: number): { patches: Iterable<number>; lastStripe: number } {
    const patches = new Set(this.patchesOn.slice(first, first + count).flat());
    let lastRow = this.rowsOf(first + count - 1).firstRow;
    for (const index of patches) lastRow = Math.max(lastRow, this.patches[index].top + this.patches[index].height - 1);
    return { patches, lastStripe: this.stripeOf(lastRow) };
  }

  /**
   * After step 1, for each patch (or some) the gain and the offset that give minus the particle the mean and the
   * (population) standard deviation of the crop it replaces; a flat particle becomes the crop's mean. [gain, offset, ...]
   * Throws a JobError 'NonFinite' that names the item.
   */
  scales(
    moments: Float64Array,
    which: Iterable<number> = this.patches.keys(),
    scales: Float64Array = new Float64Array(2 * this.patches.length),
  ): Float64Array {
    for (const index of which) {
      const { name, width, height } = this.patches[index];
      const [ownMean, ownSquares] = [moments[2 * index], moments[2 * index + 1]];
      const [cropMean, cropSquares] = joinRows(moments, this.momentsOfRows[index], height, width);
      if (!Number.isFinite(ownMean) || !Number.isFinite(cropMean)) {
        const where = Number.isFinite(ownMean) ? 'the micrograph under it' : 'the subtracted particle';
        throw new JobError('NonFinite', `${name}: ${where} has pixels that are not finite`);
      }
      const gain = ownSquares === 0 ? 0 : -Math.sqrt(cropSquares) / Math.sqrt(ownSquares);
      scales.set([gain, cropMean - gain * ownMean], 2 * index);
    }
    return scales;
  }

  /**
   * Step 2, once for each stripe, by any worker: replaces the pixels of the canvas that lie under patches by the weighted mean
   * of these. Returns their statistics where the kernel knows them.
   */
  paint(stripe: number, readRows: ReadParticleRows, scales: Float64Array): CanvasStatistics | null {
    const { firstRow, rowCount } = this.rowsOf(stripe);
    const { particles } = this.kernel;
    let pixels = 0;
    const bands = this.patchesOf(stripe).map(({ index, patch, from, rows }): Band => {
      const { box, boxX, left, top, width } = patch;
      const boxY = patch.boxY + from - top;
      const first = pixels + boxX;
      readRows(index, boxY, rows, particles.subarray(pixels, (pixels += rows * box)));
      const [gain, offset] = scales.subarray(2 * index);
      return { first, box, boxX, boxY, left, top: from - firstRow, width, rows, gain, offset };
    });
    this.kernel.paint(rowCount, bands);
    return this.kernel.statistics(rowCount * this.columns);
  }

  private stripeOf(row: number): number {
    return Math.floor(row / this.stripeRows);
  }

  /** In file order, with the rows that lie in the stripe. */
  private patchesOf(stripe: number): { index: number; patch: Patch; from: number; rows: number }[] {
    const { firstRow, rowCount } = this.rowsOf(stripe);
    return this.patchesOn[stripe].map((index) => {
      const patch = this.patches[index];
      const from = Math.max(patch.top, firstRow);
      return { index, patch, from, rows: Math.min(patch.top + patch.height, firstRow + rowCount) - from };
    });
  }

  private get kernel(): MosaicKernel {
    const room = () => this.roomNeeded();
    if (this.choice !== 'auto') return kernelFor(this, this.choice, room);
    try {
      return kernelFor(this, 'wasm', room);
    } catch {
      this.choice = 'typescript';
      return kernelFor(this, 'typescript', room);
    }
  }

  private roomNeeded(): MosaicRoom {
    const { columns, stripeRows, stripeCount, patches } = this;
    const stripes = Array.from({ length: stripeCount }, (_, stripe) => this.patchesOf(stripe));
    const boxes = new Set(patches.map(({ box }) => box));
    const box = Math.max(1, ...boxes);
    const pixels = stripes.map((some) => some.reduce((sum, { patch, rows }) => sum + patch.box * rows, 0));
    return {
      columns,
      stripeRows: Math.min(stripeRows, this.rows),
      box,
      particlePixels: pixels.reduce((most, count) => Math.max(most, count), box * box),
      bands: stripes.reduce((most, { length }) => Math.max(most, length), 0),
      weights: new Map([...boxes].map((side) => [side, weightsOf(side)])),
    };
  }
}
