import { powerCoefficients } from './bernstein.ts';
import { bilayerProfile } from './bilayer-profile.ts';
import { OBJECTIVE_STEP, T_BOUND, boxPenalty, curvaturePenalty, type ObjectiveSettings } from './objective.ts';

/** Profile values below this share of the largest are left out of the sum. */
const PROFILE_FLOOR = 1e-12;
/** Room for every sample of a walk from -2 to 2, both bounds open to rounding. */
const MAX_SAMPLES = Math.ceil((2 * T_BOUND) / OBJECTIVE_STEP) + 4;
/** Widens intervals against rounding, px: a pixel on a border belongs to both sides. */
const SLACK_PX = 1e-7;

/**
 * The objective F for many curves on one image; equal to `objective` but for rounding, without allocation.
 *
 * A pixel's nearest sample is nearer than that sample's two neighbours on the curve, so the pixel lies between the two
 * bisectors. It is enough to look, for each sample, at the pixels between its bisectors and within reach of the profile.
 */
export class FastObjective {
  /** Samples of the last evaluated curve: the first `sampleCount` values of x and y, ordered by t. */
  readonly x = new Float64Array(MAX_SAMPLES);
  readonly y = new Float64Array(MAX_SAMPLES);
  sampleCount = 0;
  /** Parts of the last evaluation. */
  correlation = 0;
  maxCurvature = 0;
  private readonly reach: number;
  private readonly profile: Float64Array;
  /** Squared distance to the nearest sample so far; Infinity where none is within reach. */
  private readonly nearest: Float64Array;
  /** First and last touched column of each row. */
  private readonly from: Int32Array;
  private readonly to: Int32Array;
  private readonly coefficients = new Float64Array(64);
  private px = 0;
  private py = 0;
  private curvature = 0;

  private readonly image: Float32Array;
  private readonly settings: ObjectiveSettings;

  constructor(image: Float32Array, settings: ObjectiveSettings) {
    this.image = image;
    this.settings = settings;
    this.profile = bilayerProfile(settings.halfWidthPx);
    this.reach = this.profile.findLastIndex((value) => value > PROFILE_FLOOR);
    this.reach = Math.min(this.reach + 1, 2 * settings.halfWidthPx);
    this.nearest = new Float64Array(settings.box ** 2).fill(Infinity);
    this.from = new Int32Array(settings.box).fill(settings.box);
    this.to = new Int32Array(settings.box).fill(-1);
  }

  /** F of a Bezier curve (control points interleaved, degree up to 31); -Infinity when it misses the box. */
  evaluate(controlPoints: ArrayLike<number>): number {
    const { box, curvatureThreshold } = this.settings;
    this.walk(controlPoints);
    if (this.sampleCount === 0) return -Infinity;
    for (let i = 0; i < this.sampleCount; i++) this.spread(i);
    this.correlation = this.collect();
    return (
      this.correlation - curvaturePenalty(this.maxCurvature, curvatureThreshold) - boxPenalty(controlPoints, box)
    );
  }

  /** Samples the curve as algorithms 2 says. */
  private walk(points: ArrayLike<number>): void {
    const degree = points.length / 2 - 1;
    powerCoefficients(points, this.coefficients);
    this.sampleCount = 0;
    this.maxCurvature = 0;
    let first = 0;
    while (first < T_BOUND && !this.moveTo(first, degree)) first += OBJECTIVE_STEP;
    if (first >= T_BOUND) return;
    for (let t = first - OBJECTIVE_STEP; t > -T_BOUND && this.moveTo(t, degree); t -= OBJECTIVE_STEP) this.push();
    this.x.subarray(0, this.sampleCount).reverse();
    this.y.subarray(0, this.sampleCount).reverse();
    for (let t = first; t < T_BOUND && this.moveTo(t, degree); t += OBJECTIVE_STEP) this.push();
  }

  /** Sets position and curvature at t; true inside the box. */
  private moveTo(t: number, degree: number): boolean {
    const { coefficients: c } = this;
    const { box } = this.settings;
    let x = 0;
    let y = 0;
    let dx = 0;
    let dy = 0;
    let ddx = 0;
    let ddy = 0;
    for (let k = 2 * degree; k >= 0; k -= 2) {
      ddx = ddx * t + dx;
      ddy = ddy * t + dy;
      dx = dx * t + x;
      dy = dy * t + y;
      x = x * t + c[k];
      y = y * t + c[k + 1];
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

  /** Lowers `nearest` to the distance to sample i wherever that sample can be the nearest. */
  private spread(i: number): void {
    const { x, y, reach, nearest, from, to, sampleCount } = this;
    const { box } = this.settings;
    const sx = x[i];
    const sy = y[i];
    // Inside: ax * X + ay * Y >= ac (this side of the bisector with the previous sample), bx * X + by * Y <= bc.
    const ax = i > 0 ? sx - x[i - 1] : 0;
    const ay = i > 0 ? sy - y[i - 1] : 0;
    const ac = -(ax * ax + ay * ay) / 2;
    const bx = i < sampleCount - 1 ? x[i + 1] - sx : 0;
    const by = i < sampleCount - 1 ? y[i + 1] - sy : 0;
    const bc = (bx * bx + by * by) / 2;
    const [low, high] = rowRange(ax, ay, ac, bx, by, bc, reach);
    const rowFrom = Math.max(0, Math.ceil(sy + low - SLACK_PX));
    const rowTo = Math.min(box - 1, Math.floor(sy + high + SLACK_PX));
    const reach2 = reach * reach;
    for (let row = rowFrom; row <= rowTo; row++) {
      const dy = row - sy;
      const dy2 = dy * dy;
      if (dy2 > reach2) continue;
      let right = Math.sqrt(reach2 - dy2);
      let left = -right;
      if (ax > 0) left = Math.max(left, (ac - ay * dy) / ax);
      else if (ax < 0) right = Math.min(right, (ac - ay * dy) / ax);
      else if (ay * dy < ac) continue;
      if (bx > 0) right = Math.min(right, (bc - by * dy) / bx);
      else if (bx < 0) left = Math.max(left, (bc - by * dy) / bx);
      else if (by * dy > bc) continue;
      const columnFrom = Math.max(0, Math.ceil(sx + left - SLACK_PX));
      const columnTo = Math.min(box - 1, Math.floor(sx + right + SLACK_PX));
      if (columnFrom > columnTo) continue;
      if (columnFrom < from[row]) from[row] = columnFrom;
      if (columnTo > to[row]) to[row] = columnTo;
      const base = row * box;
      for (let column = columnFrom; column <= columnTo; column++) {
        const dx = column - sx;
        const distance2 = dx * dx + dy2;
        if (distance2 < nearest[base + column]) nearest[base + column] = distance2;
      }
    }
  }

  /** Sum of profile(distance) * image over the touched pixels, which are left as if never touched. */
  private collect(): number {
    const { nearest, from, to, profile, image, reach } = this;
    const { box } = this.settings;
    let sum = 0;
    for (let row = 0; row < box; row++) {
      const last = row * box + to[row];
      for (let i = row * box + from[row]; i <= last; i++) {
        const distance2 = nearest[i];
        if (distance2 === Infinity) continue;
        nearest[i] = Infinity;
        const distance = Math.sqrt(distance2);
        if (distance > reach) continue;
        const k = distance | 0;
        const value = profile[k];
        sum += (k < reach ? value + (distance - k) * (profile[k + 1] - value) : value) * image[i];
      }
      from[row] = box;
      to[row] = -1;
    }
    return sum;
  }
}

/**
 * Lowest and highest y, relative to the sample, of the wedge a.p >= ac, b.p <= bc within the disc of `reach`: reached
 * where a bisector meets the circle, or at the circle's bottom or top when that lies in the wedge.
 */
function rowRange(
  ax: number,
  ay: number,
  ac: number,
  bx: number,
  by: number,
  bc: number,
  reach: number,
): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  const a2 = ax * ax + ay * ay;
  const b2 = bx * bx + by * by;
  if (a2 > 0) {
    const foot = (ac * ay) / a2;
    const chord = (reach * Math.abs(ax)) / Math.sqrt(a2);
    low = foot - chord;
    high = foot + chord;
  }
  if (b2 > 0) {
    const foot = (bc * by) / b2;
    const chord = (reach * Math.abs(bx)) / Math.sqrt(b2);
    low = Math.min(low, foot - chord);
    high = Math.max(high, foot + chord);
  }
  if (-ay * reach >= ac && -by * reach <= bc) low = -reach;
  if (ay * reach >= ac && by * reach <= bc) high = reach;
  return [low, high];
}
