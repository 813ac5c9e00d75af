/**
 * Profile of an image along a curve and its laying back (algorithms.md 3.4, 3.5), exact and in one walk.
 *
 * At each distance k off the curve consecutive samples in the same pixel cell share four pixels: such a run is kept as
 * its number and the sums of fx, fy and fx fy, which give the sums of the four bilinear weights. Gathered once, the same
 * runs are laid back when their mean is known.
 */
import type { CurveSamples } from './curve.ts';

const { fround } = Math;
/** The profile reaches this far beyond the half-width. */
export const PROFILE_MARGIN_PX = 10;

/** The runs at one distance. A point in the last column or row is a run of its own, of number 0. */
class Runs {
  count = 0;
  pixel = new Int32Array(0);
  /** Number, sum of fx, of fy, of fx fy; then the weights of the pixel, its right, lower and diagonal neighbours. */
  sums = new Float64Array(0);

  reserve(capacity: number): void {
    this.pixel = new Int32Array(capacity);
    this.sums = new Float64Array(4 * capacity);
  }

  add(pixel: number, n: number, sx: number, sy: number, sxy: number): void {
    const { sums } = this;
    const at = 4 * this.count;
    this.pixel[this.count++] = pixel;
    sums[at] = n;
    sums[at + 1] = sx;
    sums[at + 2] = sy;
    sums[at + 3] = sxy;
  }
}

export class ProfileLayer {
  /** The profile of the last image, from -reach to reach. */
  readonly profile: Float32Array;
  /** [weight, weight * value] of every pixel; zeroed again by the reader. */
  readonly sums: Float64Array;
  private readonly box: number;
  private readonly reach: number;
  private x = new Float64Array(0);
  private y = new Float64Array(0);
  private nx = new Float64Array(0);
  private ny = new Float64Array(0);
  private readonly runs = new Runs();

  constructor(box: number, halfWidthPx: number) {
    this.box = box;
    this.reach = halfWidthPx + PROFILE_MARGIN_PX;
    this.profile = new Float32Array(2 * this.reach + 1);
    // One more row and pixel: runs of edge points add weights of 0 there.
    this.sums = new Float64Array(2 * (box * box + box + 1));
  }

  /** Sets `profile` and adds the model's weights to `sums`. NaN pixels: a value that touches one is 0. */
  lay(image: Float32Array, samples: CurveSamples): void {
    this.takeSamples(samples);
    for (let k = -this.reach; k <= this.reach; k++) {
      this.findRuns(k, samples.count);
      const value = fround(this.gather(image));
      this.profile[k + this.reach] = value;
      this.splat(value);
    }
  }

  private takeSamples(samples: CurveSamples): void {
    if (this.x.length < samples.count) {
      for (const name of ['x', 'y', 'nx', 'ny'] as const) this[name] = new Float64Array(samples.capacity);
      this.runs.reserve(samples.capacity);
    }
    const { x, y, nx, ny } = this;
    for (let i = 0; i < samples.count; i++) {
      x[i] = fround(samples.x[i]);
      y[i] = fround(samples.y[i]);
      nx[i] = fround(samples.nx[i]);
      ny[i] = fround(samples.ny[i]);
    }
  }

  /** Walks along the samples at distance k and gathers those in the same pixel cell into runs. */
  private findRuns(k: number, count: number): void {
    const { box, x, y, nx, ny, runs } = this;
    const last = box - 1;
    runs.count = 0;
    let pixel = -1;
    let isEdge = false;
    let n = 0;
    let sx = 0;
    let sy = 0;
    let sxy = 0;
    for (let i = 0; i < count; i++) {
      const qx = fround(x[i] + fround(k * nx[i]));
      const qy = fround(y[i] + fround(k * ny[i]));
      if (!(qx >= 0 && qx < box && qy >= 0 && qy < box)) continue;
      const px = qx | 0;
      const py = qy | 0;
      const fx = qx - px;
      const fy = qy - py;
      const here = py * box + px;
      if (here !== pixel || isEdge) {
        if (pixel >= 0) runs.add(pixel, n, sx, sy, sxy);
        pixel = here;
        isEdge = px === last || py === last;
        n = isEdge ? 0 : 1;
        sx = fx;
        sy = fy;
        sxy = fx * fy;
        continue;
      }
      n++;
      sx += fx;
      sy += fy;
      sxy += fx * fy;
    }
    if (pixel >= 0) runs.add(pixel, n, sx, sy, sxy);
  }

  /** Mean of the image's values along the runs; their sums become weights. */
  private gather(image: Float32Array): number {
    const { box, runs } = this;
    const { pixel: runPixel, sums, count } = runs;
    let points = 0;
    let total = 0;
    for (let run = 0, at = 0; run < count; run++, at += 4) {
      const pixel = runPixel[run];
      const n = sums[at];
      const sx = sums[at + 1];
      const sy = sums[at + 2];
      const sxy = sums[at + 3];
      let value = 0;
      if (n > 0) {
        const right = sx > sxy ? sx - sxy : 0;
        const lower = sy > sxy ? sy - sxy : 0;
        const own = n - sx > lower ? n - sx - lower : 0;
        sums[at] = own;
        sums[at + 1] = right;
        sums[at + 2] = lower;
        const below = pixel + box;
        value = own * image[pixel] + right * image[pixel + 1] + lower * image[below] + sxy * image[below + 1];
        points += n;
      } else {
        value = this.edgeValue(image, pixel, sx, sy);
        sums[at] = 1;
        sums[at + 1] = sums[at + 2] = sums[at + 3] = 0;
        points++;
      }
      if (value === value) total += value;
    }
    return points === 0 ? 0 : total / points;
  }

  /** Value of a point in the last column or row: 0 beyond the last pixel centre. */
  private edgeValue(image: Float32Array, pixel: number, fx: number, fy: number): number {
    const { box } = this;
    const isLastColumn = (pixel + 1) % box === 0;
    const isLastRow = pixel >= box * (box - 1);
    if ((isLastColumn && fx > 0) || (isLastRow && fy > 0)) return 0;
    if (isLastColumn) return isLastRow ? image[pixel] : (1 - fy) * image[pixel] + fy * image[pixel + box];
    return (1 - fx) * image[pixel] + fx * image[pixel + 1];
  }

  private splat(value: number): void {
    const { sums: into, box, runs } = this;
    const { pixel: runPixel, sums, count } = runs;
    for (let run = 0, at = 0; run < count; run++, at += 4) {
      const upper = 2 * runPixel[run];
      const lower = upper + 2 * box;
      into[upper] += sums[at];
      into[upper + 1] += sums[at] * value;
      into[upper + 2] += sums[at + 1];
      into[upper + 3] += sums[at + 1] * value;
      into[lower] += sums[at + 2];
      into[lower + 1] += sums[at + 2] * value;
      into[lower + 2] += sums[at + 3];
      into[lower + 3] += sums[at + 3] * value;
    }
  }
}
