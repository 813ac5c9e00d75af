/**
 * Putting subtracted particles back into their micrograph (algorithms.md 4), by stripes of rows: several workers hold
 * the same Mosaic, share the micrograph, and take patches (step 1), then stripes (step 2). Each pixel sums its patches
 * in their order, so the result does not depend on stripes or workers.
 */
import { JobError } from '../base/errors.ts';

export interface PatchPlace {
  /** For error messages: `12@stack.mrc`. */
  name: string;
  /** Side of the particle, pixels. */
  box: number;
  /** Coordinates of the box centre (pixel box div 2) in the micrograph; truncated to integers. */
  xPx: number;
  yPx: number;
}

export interface MicrographSize {
  columns: number;
  rows: number;
}

/** The part of a micrograph that a box covers, and where that part begins inside the box. */
export interface Patch extends PatchPlace {
  left: number;
  top: number;
  width: number;
  height: number;
  boxX: number;
  boxY: number;
}

/** Rows [firstRow, firstRow + rowCount) of particle `index`, `box` values a row. */
export type ReadParticleRows = (index: number, firstRow: number, rowCount: number) => Float32Array;

/** Pixels of a stripe's sums (16 bytes each): they stay in a core's cache. */
const STRIPE_PIXELS = 1 << 17;
const WEIGHT_VARIANCE = 0.36;

export class Mosaic {
  readonly stripeCount: number;
  private readonly columns: number;
  private readonly rows: number;
  private readonly stripeRows: number;
  private readonly patches: Patch[];
  private readonly weights = new Map<number, Float64Array>();
  /** [sum of weight, sum of weight * value] of a stripe's pixels. */
  private sums = new Float64Array(0);

  /** Throws a JobError 'BoxOutsideMicrograph' that names the item when a box does not touch the micrograph. */
  constructor(size: MicrographSize, places: readonly PatchPlace[], stripeRows?: number) {
    this.columns = size.columns;
    this.rows = size.rows;
    this.stripeRows = Math.max(1, stripeRows ?? Math.floor(STRIPE_PIXELS / size.columns));
    this.stripeCount = Math.ceil(size.rows / this.stripeRows);
    this.patches = places.map((place) => clampToMicrograph(place, size));
    for (const { box } of places) if (!this.weights.has(box)) this.weights.set(box, weightsOf(box));
  }

  get patchCount(): number {
    return this.patches.length;
  }

  /**
   * Step 1, once for each patch, by any worker, while the micrograph is untouched: finds the gain and the offset that
   * give minus the particle (box x box) the mean and the (population) standard deviation of the crop it replaces;
   * a flat particle becomes the crop's mean. Writes them to scales[2 index] and scales[2 index + 1].
   * `micrograph` is the whole one, rows x columns. Throws a JobError 'NonFinite' that names the item.
   */
  measure(index: number, particle: Float32Array, micrograph: Float32Array, scales: Float64Array): void {
    const patch = this.patches[index];
    const { box, boxX, boxY, left, top, width, height, name } = patch;
    const own = momentsOf(particle, boxY * box + boxX, box, width, height);
    const crop = momentsOf(micrograph, top * this.columns + left, this.columns, width, height);
    if (!Number.isFinite(own.mean) || !Number.isFinite(crop.mean)) {
      const where = Number.isFinite(own.mean) ? 'the micrograph under it' : 'the subtracted particle';
      throw new JobError('NonFinite', `${name}: ${where} has pixels that are not finite`);
    }
    const gain = own.isFlat ? 0 : -crop.deviation / own.deviation;
    scales[2 * index] = gain;
    scales[2 * index + 1] = crop.mean - gain * own.mean;
  }

  /**
   * Step 2, once for each stripe, after all patches are measured: replaces the stripe's pixels that lie under patches
   * by the weighted mean of these, in place. Returns the rows of the stripe.
   */
  paint(
    stripe: number,
    readRows: ReadParticleRows,
    micrograph: Float32Array,
    scales: Float64Array,
  ): { firstRow: number; rowCount: number } {
    const firstRow = stripe * this.stripeRows;
    const rowCount = Math.min(this.stripeRows, this.rows - firstRow);
    const length = 2 * rowCount * this.columns;
    if (this.sums.length < length) this.sums = new Float64Array(length);
    this.sums.fill(0, 0, length);
    for (const [index, patch] of this.patches.entries()) {
      const from = Math.max(patch.top, firstRow);
      const to = Math.min(patch.top + patch.height, firstRow + rowCount);
      if (from >= to) continue;
      const boxRow = patch.boxY + from - patch.top;
      const pixels = readRows(index, boxRow, to - from);
      this.add(patch, pixels, boxRow, from - firstRow, to - from, scales[2 * index], scales[2 * index + 1]);
    }
    this.replace(micrograph, firstRow * this.columns, length / 2);
    return { firstRow, rowCount };
  }

  /** Adds `count` rows of one patch, from row `boxRow` of its box, to the sums from row `row` of the stripe. */
  private add(
    patch: Patch,
    pixels: Float32Array,
    boxRow: number,
    row: number,
    count: number,
    gain: number,
    offset: number,
  ): void {
    const { box, boxX, left, width } = patch;
    const { sums, columns } = this;
    const weights = this.weights.get(box) as Float64Array;
    for (let i = 0; i < count; i++) {
      const rowWeight = weights[boxRow + i];
      const from = i * box + boxX;
      let at = 2 * ((row + i) * columns + left);
      for (let x = 0; x < width; x++, at += 2) {
        const weight = rowWeight * weights[boxX + x];
        sums[at] += weight;
        sums[at + 1] += weight * (gain * pixels[from + x] + offset);
      }
    }
  }

  private replace(micrograph: Float32Array, start: number, count: number): void {
    const { sums } = this;
    for (let i = 0; i < count; i++) {
      if (sums[2 * i] > 0) micrograph[start + i] = sums[2 * i + 1] / sums[2 * i];
    }
  }
}

/** Throws a JobError 'BoxOutsideMicrograph' that names the item when the box does not touch the micrograph. */
export function clampToMicrograph(place: PatchPlace, { columns, rows }: MicrographSize): Patch {
  const half = Math.floor(place.box / 2);
  const boxLeft = Math.trunc(place.xPx) - half;
  const boxTop = Math.trunc(place.yPx) - half;
  const left = Math.max(0, boxLeft);
  const top = Math.max(0, boxTop);
  const width = Math.min(columns, boxLeft + place.box) - left;
  const height = Math.min(rows, boxTop + place.box) - top;
  if (!(width > 0 && height > 0)) {
    throw new JobError(
      'BoxOutsideMicrograph',
      `${place.name}: its box of ${place.box} px at (${place.xPx}, ${place.yPx}) lies entirely outside the micrograph ` +
        `of ${columns} x ${rows} px; check rlnCoordinateX/Y and that this is the right micrograph`,
    );
  }
  return { ...place, left, top, width, height, boxX: left - boxLeft, boxY: top - boxTop };
}

/** One factor of the separable weights: exp(-u^2 / (2 * 0.36)) at `box` values of u from -1 to 1. */
export function weightsOf(box: number): Float64Array {
  return Float64Array.from({ length: box }, (_, i) => {
    const u = box === 1 ? 0 : -1 + (2 * i) / (box - 1);
    return Math.exp((-u * u) / (2 * WEIGHT_VARIANCE));
  });
}

/**
 * Mean and population standard deviation of a rectangle; NaN or infinite when a pixel is not finite. One walk, about
 * the first pixel so that nothing cancels, with two sums of each kind that do not wait for each other.
 */
function momentsOf(
  pixels: Float32Array,
  start: number,
  stride: number,
  width: number,
  height: number,
): { mean: number; deviation: number; isFlat: boolean } {
  const base = pixels[start];
  let evenSum = 0;
  let oddSum = 0;
  let evenSquares = 0;
  let oddSquares = 0;
  for (let row = 0; row < height; row++) {
    const from = start + row * stride;
    const end = from + width;
    for (let at = from; at + 1 < end; at += 2) {
      const even = pixels[at] - base;
      const odd = pixels[at + 1] - base;
      evenSum += even;
      oddSum += odd;
      evenSquares += even * even;
      oddSquares += odd * odd;
    }
    if (width % 2 === 1) {
      const last = pixels[end - 1] - base;
      evenSum += last;
      evenSquares += last * last;
    }
  }
  const count = width * height;
  const squares = evenSquares + oddSquares;
  const shift = (evenSum + oddSum) / count;
  return {
    mean: base + shift,
    deviation: Math.sqrt(Math.max(0, squares / count - shift * shift)),
    isFlat: squares === 0,
  };
}
