import { JobError } from '../base/errors.ts';

const { fround } = Math;
/** More samples than any sensible step gives; guards memory and time against a step that was mistyped. */
const MAX_SAMPLES = 4_000_000;
/** The walk along the curve ends here, in both directions. */
const T_BOUND = 2;

/** Samples of a curve ordered by t; the arrays are longer than `count` and are used again. */
export class CurveSamples {
  count = 0;
  t = new Float64Array(0);
  x = new Float64Array(0);
  y = new Float64Array(0);
  /** Unit normal (-tangent_y, tangent_x); NaN where the derivative is zero. */
  nx = new Float64Array(0);
  ny = new Float64Array(0);

  get capacity(): number {
    return this.t.length;
  }

  /** Makes room; what was there is kept. */
  reserve(capacity: number): void {
    if (capacity <= this.capacity) return;
    for (const name of ['t', 'x', 'y', 'nx', 'ny'] as const) {
      const grown = new Float64Array(Math.max(capacity, 2 * this.capacity, 1024));
      grown.set(this[name]);
      this[name] = grown;
    }
  }

  /** Turns the samples [from, to) around. */
  reverse(from: number, to: number): void {
    for (const values of [this.t, this.x, this.y, this.nx, this.ny]) values.subarray(from, to).reverse();
  }
}

/** Evaluates one Bezier curve of any degree in Bernstein form, with the float32 roundings of algorithms.md 3.0. */
class BezierCurve {
  x = 0;
  y = 0;
  nx = 0;
  ny = 0;
  private degree = 0;
  private points: Float64Array = new Float64Array(0);
  private binomials: Float64Array = new Float64Array(0);
  private derivativeBinomials: Float64Array = new Float64Array(0);
  private readonly powersOfT = new Float64Array(64);
  private readonly powersOfU = new Float64Array(64);

  /** Control points as [x0, y0, x1, y1, ...], placed in the box. */
  setPoints(points: Float64Array): void {
    const degree = points.length / 2 - 1;
    this.points = points;
    if (degree === this.degree) return;
    this.degree = degree;
    this.binomials = binomialsOf(degree);
    this.derivativeBinomials = binomialsOf(degree - 1);
  }

  /** Sets x, y to the point at t. */
  moveTo(t: number): void {
    const { degree, points, binomials, powersOfT, powersOfU } = this;
    this.setPowers(t);
    let x = 0;
    let y = 0;
    for (let i = 0; i <= degree; i++) {
      const weight = fround(binomials[i] * powersOfT[i] * powersOfU[degree - i]);
      x += fround(weight * points[2 * i]);
      y += fround(weight * points[2 * i + 1]);
    }
    this.x = x;
    this.y = y;
  }

  /** Sets nx, ny to the unit normal at the t of the last `moveTo`. */
  findNormal(): void {
    const { degree, points, derivativeBinomials, powersOfT, powersOfU } = this;
    let dx = 0;
    let dy = 0;
    for (let i = 0; i < degree; i++) {
      const weight = fround(degree * (derivativeBinomials[i] * powersOfT[i] * powersOfU[degree - 1 - i]));
      dx += fround(weight * fround(points[2 * i + 2] - points[2 * i]));
      dy += fround(weight * fround(points[2 * i + 3] - points[2 * i + 1]));
    }
    const length = Math.sqrt(dx * dx + dy * dy);
    this.nx = -dy / length;
    this.ny = dx / length;
  }

  private setPowers(t: number): void {
    const { degree, powersOfT, powersOfU } = this;
    powersOfT[0] = 1;
    powersOfU[0] = 1;
    for (let i = 1; i <= degree; i++) {
      powersOfT[i] = powersOfT[i - 1] * t;
      powersOfU[i] = powersOfU[i - 1] * (1 - t);
    }
  }
}

/** Binomials of n, 0..n. */
export function binomialsOf(n: number): Float64Array<ArrayBuffer> {
  const row = new Float64Array(n + 1);
  row[0] = 1;
  for (let i = 1; i <= n; i++) row[i] = (row[i - 1] * (n - i + 1)) / i;
  return row;
}

const sharedCurve = new BezierCurve();

/**
 * Samples the part of a curve that lies in the box, 0 <= x, y < box (algorithms.md 2): from the first inside point
 * at t = 0, step, 2 step, ... (t < 2) forward while inside, then backward from it while inside (t > -2).
 * t is a running sum. `count` is 0 when the curve misses the box.
 */
export function sampleCurve(
  points: Float64Array,
  step: number,
  box: number,
  into: CurveSamples = new CurveSamples(),
): CurveSamples {
  const curve = sharedCurve;
  curve.setPoints(points);
  into.count = 0;
  const first = firstInside(curve, step, box);
  if (first >= T_BOUND) return into;
  collect(curve, first - step, -step, box, into);
  into.reverse(0, into.count);
  collect(curve, first, step, box, into);
  return into;
}

function isInside({ x, y }: BezierCurve, box: number): boolean {
  return x >= 0 && x < box && y >= 0 && y < box;
}

function firstInside(curve: BezierCurve, step: number, box: number): number {
  let t = 0;
  for (curve.moveTo(t); t < T_BOUND && !isInside(curve, box); curve.moveTo(t)) t += step;
  return t;
}

/** Appends samples from t on by `step` while they are inside. */
function collect(curve: BezierCurve, from: number, step: number, box: number, into: CurveSamples): void {
  for (let t = from; Math.abs(t) < T_BOUND; t += step) {
    curve.moveTo(t);
    if (!isInside(curve, box)) return;
    curve.findNormal();
    const i = into.count;
    if (i === into.capacity) into.reserve(i + 1);
    if (i === MAX_SAMPLES) throw tooManySamples(step);
    into.t[i] = t;
    into.x[i] = curve.x;
    into.y[i] = curve.y;
    into.nx[i] = curve.nx;
    into.ny[i] = curve.ny;
    into.count = i + 1;
  }
}

function tooManySamples(step: number): JobError {
  return new JobError(
    'TooManySamples',
    `points_step ${Math.abs(step)} gives more than ${MAX_SAMPLES} samples; use a larger one, e.g. 0.001`,
  );
}
