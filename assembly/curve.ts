// Samples of a curve in the box: src/membrane/curve.ts explains them. Two side by side, every operation as there and in
// its order, so the same bits.
import * as m from './memory';

/** Of a term: x, y and the binomial of a control point, then of the derivative; float64. */
const BYTES: usize = 24;
/** The walk along the curve ends here, in both directions. */
const T_BOUND: f64 = 2;

let count: i32 = 0;
let isFlawed: bool = false;
// The points of the last `moveTo`.
let x: v128 = f64x2.splat(0);
let y: v128 = f64x2.splat(0);

/**
 * Samples the curve whose terms the host has put at `curve`. Returns how many samples there are; 0 when there is none or
 * the curve stands still somewhere, -1 when there is no room for them.
 */
export function sampleCurve(degree: i32, step: f64): i32 {
  count = 0;
  isFlawed = false;
  const first = firstInside(degree, step);
  if (first >= T_BOUND) return 0;
  if (!collect(degree, first - step, -step)) return -1;
  reverse(m.sampleX);
  reverse(m.sampleY);
  reverse(m.sampleNx);
  reverse(m.sampleNy);
  if (!collect(degree, first, step)) return -1;
  return isFlawed ? 0 : count;
}

function firstInside(degree: i32, step: f64): f64 {
  let t: f64 = 0;
  while (t < T_BOUND) {
    const next = t + step;
    moveTo(degree, pair(t, next));
    const inside = insideOf();
    if (inside & 1) return t;
    if (!(next < T_BOUND) || inside & 2) return next;
    t = next + step;
  }
  return t;
}

/** Appends samples as long as they are inside; false: no room. */
function collect(degree: i32, from: f64, step: f64): bool {
  let t = from;
  while (true) {
    const next = t + step;
    const both = pair(t, next);
    moveTo(degree, both);
    const inside = insideOf() & i64x2.bitmask(f64x2.lt(f64x2.abs(both), f64x2.splat(T_BOUND)));
    if (!(inside & 1)) return true;
    if (count + 2 > m.capacity) return false;
    // The second is overwritten when it is outside.
    const taken = inside === 3 ? 2 : 1;
    addSamples(degree, taken);
    if (taken < 2) return true;
    t = next + step;
  }
}

function pair(one: f64, other: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(one), 1, other);
}

function fround(values: v128): v128 {
  return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(values));
}

/** Which of the two points lie in the box, bit by bit. */
function insideOf(): i32 {
  const zero = f64x2.splat(0);
  const box = f64x2.splat(<f64>m.box);
  const isInX = v128.and(f64x2.ge(x, zero), f64x2.lt(x, box));
  const isInY = v128.and(f64x2.ge(y, zero), f64x2.lt(y, box));
  return i64x2.bitmask(v128.and(isInX, isInY));
}

function moveTo(degree: i32, t: v128): void {
  const powersT = m.powersT;
  const powersU = m.powersU;
  let powerT = f64x2.splat(1);
  let powerU = powerT;
  const u = f64x2.sub(powerT, t);
  const last = (<usize>degree) << 4;
  for (let i: usize = 0; i <= last; i += 16) {
    v128.store(powersT + i, powerT);
    v128.store(powersU + i, powerU);
    powerT = f64x2.mul(powerT, t);
    powerU = f64x2.mul(powerU, u);
  }
  let sumX = f64x2.splat(0);
  let sumY = sumX;
  let term = m.curve;
  for (let i: usize = 0; i <= last; i += 16, term += BYTES) {
    const weight = fround(
      f64x2.mul(f64x2.mul(v128.load64_splat(term, 16), v128.load(powersT + i)), v128.load(powersU + last - i)),
    );
    sumX = f64x2.add(sumX, fround(f64x2.mul(weight, v128.load64_splat(term))));
    sumY = f64x2.add(sumY, fround(f64x2.mul(weight, v128.load64_splat(term, 8))));
  }
  x = sumX;
  y = sumY;
}

/** Appends the points of the last `moveTo`, with their normals; counts the first `taken`. */
function addSamples(degree: i32, taken: i32): void {
  const last = (<usize>(degree - 1)) << 4;
  const scale = f64x2.splat(<f64>degree);
  let dx = f64x2.splat(0);
  let dy = dx;
  let term = m.curve + <usize>(degree + 1) * BYTES;
  for (let i: usize = 0; i <= last; i += 16, term += BYTES) {
    const power = f64x2.mul(
      f64x2.mul(v128.load64_splat(term, 16), v128.load(m.powersT + i)),
      v128.load(m.powersU + last - i),
    );
    const weight = fround(f64x2.mul(scale, power));
    dx = f64x2.add(dx, fround(f64x2.mul(weight, v128.load64_splat(term))));
    dy = f64x2.add(dy, fround(f64x2.mul(weight, v128.load64_splat(term, 8))));
  }
  const length = f64x2.sqrt(f64x2.add(f64x2.mul(dx, dx), f64x2.mul(dy, dy)));
  const nx = f64x2.div(f64x2.neg(dy), length);
  const at = (<usize>count) << 3;
  v128.store(m.sampleX + at, x);
  v128.store(m.sampleY + at, y);
  v128.store(m.sampleNx + at, nx);
  v128.store(m.sampleNy + at, f64x2.div(dx, length));
  if (i64x2.bitmask(f64x2.ne(nx, nx)) & ((1 << taken) - 1)) isFlawed = true;
  count += taken;
}

/** Turns the samples around. */
function reverse(values: usize): void {
  let low = values;
  let high = values + ((<usize>(count - 1)) << 3);
  for (let left = count >> 1; left > 0; left--, low += 8, high -= 8) {
    const value = load<f64>(low);
    store<f64>(low, load<f64>(high));
    store<f64>(high, value);
  }
}
