import { bernsteinRow, powerCoefficients } from './bernstein.ts';
import type { BandSum } from './band-sum.ts';
import { makeBandSum, type BandSumKernel } from './band-sum-of.ts';
import { bilayerProfile } from './bilayer-profile.ts';
import { OBJECTIVE_STEP, T_BOUND, boxPenalty, curvaturePenalty, type ObjectiveSettings } from './objective.ts';

/** Profile values below this share of the largest are left out of the sum. */
const PROFILE_FLOOR = 1e-12;
/** Room for every sample of a walk from -2 to 2, both bounds open to rounding. */
const MAX_SAMPLES = Math.ceil((2 * T_BOUND) / OBJECTIVE_STEP) + 4;

/** The objective F for many curves on one image; equal to `objective` but for rounding. */
export class FastObjective {
  /** Samples of the last evaluated curve: the first `sampleCount` values of x and y, ordered by t. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  sampleCount = 0;
  /** Parts of the last evaluation. */
  correlation = 0;
  maxCurvature = 0;
  private readonly step: number;
  private readonly sum: BandSum;
  private readonly coefficients = new Float64Array(64);
  private readonly weights = new Float64Array(32);
  private px = 0;
  private py = 0;
  private curvature = 0;

  private readonly settings: ObjectiveSettings;

  /**
   * @param image row-major, box x box
   * @param accuracy of the exact objective by default; a larger step and floor are faster
   */
  constructor(
    image: Float32Array,
    settings: ObjectiveSettings,
    { step, floor }: { step: number; floor: number } = { step: OBJECTIVE_STEP, floor: PROFILE_FLOOR },
    kernel: BandSumKernel = 'auto',
  ) {
    const { box, halfWidthPx } = settings;
    this.step = step;
    this.settings = settings;
    const profile = bilayerProfile(halfWidthPx);
    const reach = Math.min(profile.findLastIndex((value) => value > floor) + 1, profile.length - 1);
    this.sum = makeBandSum(
      // One entry longer than needed, so that the last can be interpolated too.
      { image, box, profile: Float64Array.of(...profile, 0), reach, capacity: MAX_SAMPLES },
      kernel,
    );
    this.x = this.sum.x;
    this.y = this.sum.y;
  }

  /** F of a Bezier curve (control points interleaved, degree up to 31); -Infinity when it misses the box. */
  evaluate(controlPoints: ArrayLike<number>): number {
    const { box, curvatureThreshold } = this.settings;
    this.walk(controlPoints);
    if (this.sampleCount === 0) return -Infinity;
    this.correlation = this.sum.correlate(this.sampleCount);
    return this.correlation - curvaturePenalty(this.maxCurvature, curvatureThreshold) - boxPenalty(controlPoints, box);
  }

  /** Samples the curve as algorithms 2 says. */
  private walk(points: ArrayLike<number>): void {
    const { step } = this;
    powerCoefficients(points, this.coefficients);
    this.sampleCount = 0;
    this.maxCurvature = 0;
    let first = 0;
    while (first < T_BOUND && !this.moveTo(points, first)) first += step;
    if (first >= T_BOUND) return;
    for (let t = first - step; t > -T_BOUND && this.moveTo(points, t); t -= step) this.push();
    this.x.subarray(0, this.sampleCount).reverse();
    this.y.subarray(0, this.sampleCount).reverse();
    for (let t = first; t < T_BOUND && this.moveTo(points, t); t += step) this.push();
  }

  /** Sets position and curvature at t; true inside the box. */
  private moveTo(points: ArrayLike<number>, t: number): boolean {
    const degree = points.length / 2 - 1;
    const { coefficients: c, weights } = this;
    const { box } = this.settings;
    let u = 0;
    let v = 0;
    let dx = 0;
    let dy = 0;
    let ddx = 0;
    let ddy = 0;
    for (let k = 2 * degree; k >= 0; k -= 2) {
      ddx = ddx * t + dx;
      ddy = ddy * t + dy;
      dx = dx * t + u;
      dy = dy * t + v;
      u = u * t + c[k];
      v = v * t + c[k + 1];
    }
    // The position itself in Bernstein form: on the box's border the last bit decides.
    let x = 0;
    let y = 0;
    bernsteinRow(degree, t, weights);
    for (let i = 0; i <= degree; i++) {
      x += weights[i] * points[2 * i];
      y += weights[i] * points[2 * i + 1];
    }
    this.px = x;
    this.py = y;
    const speed2 = dx * dx + dy * dy;
    this.curvature = speed2 > 0 ? (2 * Math.abs(dx * ddy - dy * ddx)) / (speed2 * Math.sqrt(speed2)) : Infinity;
    return x >= 0 && x < box && y >= 0 && y < box;
  }

  private push(): void {
    this.x[this.sampleCount] = this.px;
    this.y[this.sampleCount] = this.py;
    this.sampleCount++;
    if (this.curvature > this.maxCurvature) this.maxCurvature = this.curvature;
  }
}
