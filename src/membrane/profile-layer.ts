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

export class ProfileLayer {
  /** The profile of the last image, from -reach to reach. */
  readonly profile: Float32Array;
  /** [weight, weight * value] of every pixel; zeroed again by the reader. */
  readonly sums: Float64Array;
  private readonly box: number;
  private readonly reach: number;
  private x = new Float32Array(0);
  private y = new Float32Array(0);
  private nx = new Float32Array(0);
  private ny = new Float32Array(0);
  /** Runs of one k: pixel, then the sums of the weights of the pixel, its right, its lower and its diagonal neighbour. */
  private runPixel = new Int32Array(0);
  private runWeights = new Float64Array(0);
  private runs = 0;
  private valueSum = 0;
  private pointCount = 0;

  constructor(box: number, halfWidthPx: number) {
    this.box = box;
    this.reach = halfWidthPx + PROFILE_MARGIN_PX;
    this.profile = new Float32Array(2 * this.reach + 1);
    // One more row and pixel, so that weights of 0 beyond the last row have a place.
    this.sums = new Float64Array(2 * (box * box + box + 1));
  }

  /** Sets `profile` and adds the model's weights to `sums`. NaN pixels: a value that touches one is 0. */
  lay(image: Float32Array, samples: CurveSamples): void {
    this.takeSamples(samples);
    for (let k = -this.reach; k <= this.reach; k++) {
      this.gather(image, k, samples.count);
      const value = fround(this.pointCount === 0 ? 0 : this.valueSum / this.pointCount);
      this.profile[k + this.reach] = value;
      this.splat(value);
    }
  }

  private takeSamples(samples: CurveSamples): void {
    if (this.x.length < samples.count) {
      for (const name of ['x', 'y', 'nx', 'ny'] as const) this[name] = new Float32Array(samples.capacity);
      this.runPixel = new Int32Array(samples.capacity);
      this.runWeights = new Float64Array(4 * samples.capacity);
    }
    const { x, y, nx, ny } = this;
    for (let i = 0; i < samples.count; i++) {
      x[i] = samples.x[i];
      y[i] = samples.y[i];
      nx[i] = samples.nx[i];
      ny[i] = samples.ny[i];
    }
  }

  /** Finds the runs at distance k and sums the image's values along them. */
  private gather(image: Float32Array, k: number, count: number): void {
    const { box, x, y, nx, ny } = this;
    const last = box - 1;
    let pixel = -1;
    let atEdge = false;
    let points = 0;
    let n = 0;
    let sx = 0;
    let sy = 0;
    let sxy = 0;
    this.runs = 0;
    this.valueSum = 0;
    for (let i = 0; i < count; i++) {
      const qx = fround(x[i] + fround(k * nx[i]));
      const qy = fround(y[i] + fround(k * ny[i]));
      if (!(qx >= 0 && qx < box && qy >= 0 && qy < box)) continue;
      points++;
      const px = qx | 0;
      const py = qy | 0;
      const here = py * box + px;
      const fx = qx - px;
      const fy = qy - py;
      if (here !== pixel) {
        if (n > 0) this.endRun(image, pixel, n, sx, sy, sxy);
        pixel = here;
        atEdge = px === last || py === last;
        n = sx = sy = sxy = 0;
      }
      if (atEdge) {
        this.endEdge(image, px, py, fx, fy);
        continue;
      }
      n++;
      sx += fx;
      sy += fy;
      sxy += fx * fy;
    }
    if (n > 0) this.endRun(image, pixel, n, sx, sy, sxy);
    this.pointCount = points;
  }

  private endRun(image: Float32Array, pixel: number, n: number, sx: number, sy: number, sxy: number): void {
    const { runWeights, box } = this;
    const own = Math.max(0, n - sx - sy + sxy);
    const right = Math.max(0, sx - sxy);
    const lower = Math.max(0, sy - sxy);
    const at = 4 * this.runs;
    this.runPixel[this.runs++] = pixel;
    runWeights[at] = own;
    runWeights[at + 1] = right;
    runWeights[at + 2] = lower;
    runWeights[at + 3] = sxy;
    const below = pixel + box;
    const value = own * image[pixel] + right * image[pixel + 1] + lower * image[below] + sxy * image[below + 1];
    if (value === value) this.valueSum += value;
  }

  /** A point in the last column or row: all its weight to its own pixel; 0 beyond the last pixel centre. */
  private endEdge(image: Float32Array, px: number, py: number, fx: number, fy: number): void {
    const { runWeights, box } = this;
    const last = box - 1;
    const pixel = py * box + px;
    const at = 4 * this.runs;
    this.runPixel[this.runs++] = pixel;
    runWeights[at] = 1;
    runWeights[at + 1] = runWeights[at + 2] = runWeights[at + 3] = 0;
    if ((px === last && fx > 0) || (py === last && fy > 0)) return;
    const next = image[pixel + (px === last ? (py === last ? 0 : box) : 1)];
    const along = px === last ? fy : fx;
    const value = (1 - along) * image[pixel] + along * next;
    if (value === value) this.valueSum += value;
  }

  private splat(value: number): void {
    const { sums, runPixel, runWeights, box } = this;
    for (let run = 0, at = 0; run < this.runs; run++, at += 4) {
      const upper = 2 * runPixel[run];
      const lower = upper + 2 * box;
      sums[upper] += runWeights[at];
      sums[upper + 1] += runWeights[at] * value;
      sums[upper + 2] += runWeights[at + 1];
      sums[upper + 3] += runWeights[at + 1] * value;
      sums[lower] += runWeights[at + 2];
      sums[lower + 1] += runWeights[at + 2] * value;
      sums[lower + 2] += runWeights[at + 3];
      sums[lower + 3] += runWeights[at + 3] * value;
    }
  }
}
