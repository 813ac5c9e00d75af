import { powerCoefficients } from './bernstein.ts';
import { bilayerProfile } from './bilayer-profile.ts';
import { OBJECTIVE_STEP, T_BOUND, boxPenalty, curvaturePenalty, type ObjectiveSettings } from './objective.ts';

/** Profile values below this share of the largest are left out of the sum. */
const PROFILE_FLOOR = 1e-12;
/** Room for every sample of a walk from -2 to 2, both bounds open to rounding. */
const MAX_SAMPLES = Math.ceil((2 * T_BOUND) / OBJECTIVE_STEP) + 4;
/** Widens intervals against rounding, px: a pixel on a border belongs to both sides. */
const SLACK_PX = 1e-7;
/** A bisector this nearly along the lines does not bound them: the wedge is then a little larger than needed. */
const PARALLEL = 1e-6;

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
  private readonly step: number;
  private readonly reach: number;
  /** One entry longer than needed, so that the last can be interpolated too. */
  private readonly profile: Float64Array;
  /** Squared distance to the nearest sample so far; Infinity where none is within reach. */
  private readonly nearest: Float64Array;
  private readonly rows: Lines;
  private readonly columns: Lines;
  private readonly coefficients = new Float64Array(64);
  private px = 0;
  private py = 0;
  private curvature = 0;

  private readonly image: Float32Array;
  private readonly settings: ObjectiveSettings;

  /**
   * @param image row-major, box x box
   * @param accuracy of the exact objective by default; a larger step and floor are faster
   */
  constructor(
    image: Float32Array,
    settings: ObjectiveSettings,
    { step, floor }: { step: number; floor: number } = { step: OBJECTIVE_STEP, floor: PROFILE_FLOOR },
  ) {
    this.step = step;
    this.image = padded(image, settings.box);
    this.settings = settings;
    const profile = bilayerProfile(settings.halfWidthPx);
    this.reach = Math.min(profile.findLastIndex((value) => value > floor) + 1, profile.length - 1);
    this.profile = Float64Array.of(...profile, 0);
    const pitch = pitchOf(settings.box);
    this.nearest = new Float64Array(settings.box * pitch).fill(Infinity);
    this.rows = untouched(settings.box, 1, pitch);
    this.columns = untouched(settings.box, pitch, 1);
  }

  /** F of a Bezier curve (control points interleaved, degree up to 31); -Infinity when it misses the box. */
  evaluate(controlPoints: ArrayLike<number>): number {
    const { box, curvatureThreshold } = this.settings;
    this.walk(controlPoints);
    if (this.sampleCount === 0) return -Infinity;
    for (let i = 0; i < this.sampleCount; i++) this.spread(i);
    this.correlation = this.collect(this.rows) + this.collect(this.columns);
    return this.correlation - curvaturePenalty(this.maxCurvature, curvatureThreshold) - boxPenalty(controlPoints, box);
  }

  /** Samples the curve as algorithms 2 says. */
  private walk(points: ArrayLike<number>): void {
    const degree = points.length / 2 - 1;
    const { step } = this;
    powerCoefficients(points, this.coefficients);
    this.sampleCount = 0;
    this.maxCurvature = 0;
    let first = 0;
    while (first < T_BOUND && !this.moveTo(first, degree)) first += step;
    if (first >= T_BOUND) return;
    for (let t = first - step; t > -T_BOUND && this.moveTo(t, degree); t -= step) this.push();
    this.x.subarray(0, this.sampleCount).reverse();
    this.y.subarray(0, this.sampleCount).reverse();
    for (let t = first; t < T_BOUND && this.moveTo(t, degree); t += step) this.push();
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
    const { x, y, sampleCount } = this;
    const last = sampleCount - 1;
    // Relative to the sample, inside is a.p >= -|a|^2 / 2 (this side of the bisector with the previous sample) and
    // b.p <= |b|^2 / 2.
    const ax = i > 0 ? x[i] - x[i - 1] : 0;
    const ay = i > 0 ? y[i] - y[i - 1] : 0;
    const bx = i < last ? x[i + 1] - x[i] : 0;
    const by = i < last ? y[i + 1] - y[i] : 0;
    // Long runs are fast: along rows where the membrane is rather upright, else along columns.
    if (Math.abs(ay + by) >= Math.abs(ax + bx)) this.scan(x[i], y[i], ax, ay, bx, by, this.rows);
    else this.scan(y[i], x[i], ay, ax, by, bx, this.columns);
  }

  /** Visits the wedge between two bisectors line by line: u runs along a line, v from line to line. */
  private scan(su: number, sv: number, au: number, av: number, bu: number, bv: number, lines: Lines): void {
    const { nearest, reach } = this;
    const { from, to, along, across } = lines;
    const end = this.settings.box - 1;
    const ac = -(au * au + av * av) / 2;
    const bc = (bu * bu + bv * bv) / 2;
    const [low, high] = lineRange(au, av, ac, bu, bv, bc, reach);
    const lineTo = Math.min(end, Math.floor(sv + high + SLACK_PX));
    const reach2 = reach * reach;
    const aFoot = ac / au;
    const aSlope = av / au;
    const bFoot = bc / bu;
    const bSlope = bv / bu;
    for (let v = Math.max(0, Math.ceil(sv + low - SLACK_PX)); v <= lineTo; v++) {
      const dv = v - sv;
      const dv2 = dv * dv;
      if (dv2 > reach2) continue;
      const chord = Math.sqrt(reach2 - dv2);
      const aCut = aFoot - aSlope * dv;
      const bCut = bFoot - bSlope * dv;
      let left = -chord;
      let right = chord;
      if (au > PARALLEL) left = aCut > left ? aCut : left;
      else if (au < -PARALLEL) right = aCut < right ? aCut : right;
      if (bu > PARALLEL) right = bCut < right ? bCut : right;
      else if (bu < -PARALLEL) left = bCut > left ? bCut : left;
      left += su - SLACK_PX;
      right += su + SLACK_PX;
      const uFrom = left > 0 ? Math.ceil(left) | 0 : 0;
      const uTo = right < end ? Math.floor(right) | 0 : end;
      if (uFrom > uTo) continue;
      if (uFrom < from[v]) from[v] = uFrom;
      if (uTo > to[v]) to[v] = uTo;
      let k = v * across + uFrom * along;
      for (let u = uFrom; u <= uTo; u++) {
        const du = u - su;
        const distance2 = du * du + dv2;
        if (distance2 < nearest[k]) nearest[k] = distance2;
        k += along;
      }
    }
  }

  /** Sum of profile(distance) * image over the touched pixels of the lines, which are left as if never touched. */
  private collect({ from, to, along, across }: Lines): number {
    const { nearest, profile, image, reach } = this;
    const { box } = this.settings;
    let sum = 0;
    for (let v = 0; v < box; v++) {
      const last = v * across + to[v] * along;
      for (let k = v * across + from[v] * along; k <= last; k += along) {
        const distance = Math.sqrt(nearest[k]);
        nearest[k] = Infinity;
        if (distance <= reach) {
          const cell = distance | 0;
          const value = profile[cell];
          sum += (value + (distance - cell) * (profile[cell + 1] - value)) * image[k];
        }
      }
      from[v] = box;
      to[v] = -1;
    }
    return sum;
  }
}

/** The image's rows, or its columns. */
interface Lines {
  /** First and last touched place of each line. */
  from: Int32Array;
  to: Int32Array;
  /** Distance in memory of neighbours on a line, and of lines. */
  along: number;
  across: number;
}

function untouched(box: number, along: number, across: number): Lines {
  return { from: new Int32Array(box).fill(box), to: new Int32Array(box).fill(-1), along, across };
}

/** Length in memory of a row: never near a power of two, else the pixels of a column share few cache lines. */
function pitchOf(box: number): number {
  return 64 * Math.ceil(box / 64) + 8;
}

function padded(image: Float32Array, box: number): Float32Array {
  const pitch = pitchOf(box);
  const out = new Float32Array(box * pitch);
  for (let y = 0; y < box; y++) out.set(image.subarray(y * box, (y + 1) * box), y * pitch);
  return out;
}

/**
 * Lowest and highest v, relative to the sample, of the wedge a.p >= ac, b.p <= bc within the disc of `reach`: reached
 * where a bisector meets the circle, or at the circle's bottom or top when that lies in the wedge.
 */
function lineRange(
  au: number,
  av: number,
  ac: number,
  bu: number,
  bv: number,
  bc: number,
  reach: number,
): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  const a2 = au * au + av * av;
  const b2 = bu * bu + bv * bv;
  if (a2 > 0) {
    const foot = (ac * av) / a2;
    const chord = (reach * Math.abs(au)) / Math.sqrt(a2);
    low = foot - chord;
    high = foot + chord;
  }
  if (b2 > 0) {
    const foot = (bc * bv) / b2;
    const chord = (reach * Math.abs(bu)) / Math.sqrt(b2);
    low = Math.min(low, foot - chord);
    high = Math.max(high, foot + chord);
  }
  if (-av * reach >= ac && -bv * reach <= bc) low = -reach;
  if (av * reach >= ac && bv * reach <= bc) high = reach;
  return [low, high];
}
