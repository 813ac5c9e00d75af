/**
 * Profile of an image along a curve and its laying back (algorithms.md 3.4, 3.5), exact and in one walk.
 *
 * At each distance k off the curve consecutive samples in the same pixel cell share four pixels: such a run is kept as
 * its number and the sums of fx, fy and fx fy, which give the sums of the four bilinear weights. Gathered once, the same
 * runs are laid back when their mean is known.
 */
import type { CurveSamples } from './curve.ts';
import { runWalk, WALK_SAMPLES } from './run-walk.ts';

/** The profile reaches this far beyond the half-width. */
export const PROFILE_MARGIN_PX = 10;
/** Samples whose points come no nearer to the border than this, px, need no test for it. */
const CLEARANCE_PX = 0.1;

export class ProfileLayer {
  /** The profile of the last image, from -reach to reach. */
  readonly profile: Float32Array;
  /** [weight, weight * value] of every pixel; zeroed again by the reader. */
  readonly sums: Float64Array;
  private readonly box: number;
  private readonly reach: number;
  /** Samples from which on the border must, need not, must ... be watched; then the end. */
  private readonly stretches: number[] = [];

  constructor(box: number, halfWidthPx: number) {
    this.box = box;
    this.reach = halfWidthPx + PROFILE_MARGIN_PX;
    this.profile = new Float32Array(2 * this.reach + 1);
    // One more row and pixel: runs of edge points add weights of 0 there.
    this.sums = new Float64Array(2 * (box * box + box + 1));
  }

  /** Sets `profile` and adds the model's weights to `sums`. NaN pixels: a value that touches one is 0. */
  lay(image: Float32Array, samples: CurveSamples): void {
    const { count } = samples;
    // A longer curve is taken piece by piece, and again to lay the profile back.
    const isLong = count > WALK_SAMPLES;
    this.take(samples, 0);
    for (let k = -this.reach; k <= this.reach; k++) {
      runWalk.startMean();
      for (let from = 0; from < count; from += WALK_SAMPLES) {
        if (isLong) this.take(samples, from);
        this.gather(k, image);
      }
      const value = Math.fround(runWalk.mean());
      this.profile[k + this.reach] = value;
      for (let from = 0; from < count; from += WALK_SAMPLES) {
        if (isLong) {
          this.take(samples, from);
          this.gather(k, image);
        }
        runWalk.splat(this.sums, this.box, value);
      }
    }
  }

  /** Takes the samples from `from` on, as many as can be walked along at a time. */
  private take({ count, x, y, nx, ny }: CurveSamples, from: number): void {
    const { stretches, reach, box } = this;
    const border = box - 1 - CLEARANCE_PX;
    const end = Math.min(count - from, WALK_SAMPLES);
    stretches.length = 0;
    stretches.push(0);
    let isInside = false;
    for (let i = 0, s = from; i < end; i++, s++) {
      runWalk.setSample(i, x[s], y[s], nx[s], ny[s]);
      const dx = reach * Math.abs(nx[s]) + CLEARANCE_PX;
      const dy = reach * Math.abs(ny[s]) + CLEARANCE_PX;
      if (isInside === (x[s] > dx && x[s] + dx < border && y[s] > dy && y[s] + dy < border)) continue;
      isInside = !isInside;
      stretches.push(i);
    }
    stretches.push(end);
  }

  private gather(k: number, image: Float32Array): void {
    const { stretches, box } = this;
    runWalk.startRuns();
    for (let i = 0; i + 1 < stretches.length; i++) {
      if (i & 1) runWalk.walkInside(k, stretches[i], stretches[i + 1], box);
      else runWalk.walk(k, stretches[i], stretches[i + 1], box);
    }
    runWalk.gather(image, box);
  }
}
