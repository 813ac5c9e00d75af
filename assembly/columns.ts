// Mask, masked model, smoothing and the sums over the columns, four pixels at a time: see src/membrane/band-columns.ts.
import { intAt } from './arena';
import * as m from './memory';
import { rowStart } from './memory';

const EDGE_PX: f32 = 5;
/** Constants lie in memory: spread from there over four lanes they cost one instruction, written out they cost four. */
const SERIES = memory.data<f32>([
  1.5252733804059841e-5, 1.5403530393381609e-4, 1.3333558146428443e-3, 9.618129107628477e-3, 5.550410866482158e-2,
  2.402265069591007e-1, 6.931471805599453e-1, 1,
]);
const SCALE = memory.data<f32>([-1.4426950408889634 / (2 * EDGE_PX * EDGE_PX)]);
const LEAST = memory.data<f32>([-100]);
/** Edge values below this are cut to 0. */
const FLOOR = memory.data<f32>([0.001]);
/** 2^23 + 127: the bits of a whole number plus this end in the exponent of a float32. */
const WHOLE = memory.data<f32>([8388735]);
const FAR = memory.data<f32>([f32.MAX_VALUE]);
const GAUSSIAN = memory.data<f32>([0.3989422804014327, 0.24197072451914337, 0.05399096651318806]);

function all(constant: usize): v128 {
  return v128.load32_splat(constant);
}

let top: i32 = 0;
let bottom: i32 = 0;
let slope: f64 = 0;

/** Fills smoothImage, smoothModel and the sums of the columns at one factor; clears distances and sums. */
export function fillColumns(lambda: f64): void {
  findRows();
  memory.fill(m.residualSums, 0, (<usize>m.stride) << 3);
  memory.fill(m.modelSums, 0, (<usize>m.stride) << 3);
  for (let row = top - 2; row < bottom + 2; row++) {
    if (row >= top && row < bottom) maskRow(row);
    smoothAcross(row);
    if (row - 2 >= top) finishRow(row - 2, lambda);
  }
}

function hasSpan(row: i32): bool {
  return intAt(m.first, row) < intAt(m.end, row);
}

function findRows(): void {
  top = 0;
  while (top < m.box && !hasSpan(top)) top++;
  bottom = m.box;
  while (bottom > top && !hasSpan(bottom - 1)) bottom--;
}

/** exp(-beyond^2 / 50) by 2^n times a series for 2^f, |f| <= 1/2; 0 below the floor. */
function edgeOf(beyond: v128): v128 {
  const power = f32x4.pmax(f32x4.mul(f32x4.mul(beyond, beyond), all(SCALE)), all(LEAST));
  const whole = f32x4.nearest(power);
  const f = f32x4.sub(power, whole);
  let series = all(SERIES);
  series = f32x4.add(f32x4.mul(series, f), all(SERIES + 4));
  series = f32x4.add(f32x4.mul(series, f), all(SERIES + 8));
  series = f32x4.add(f32x4.mul(series, f), all(SERIES + 12));
  series = f32x4.add(f32x4.mul(series, f), all(SERIES + 16));
  series = f32x4.add(f32x4.mul(series, f), all(SERIES + 20));
  series = f32x4.add(f32x4.mul(series, f), all(SERIES + 24));
  series = f32x4.add(f32x4.mul(series, f), all(SERIES + 28));
  const exponent = i32x4.shl(f32x4.add(whole, all(WHOLE)), 23);
  const value = f32x4.mul(series, exponent);
  return v128.and(value, f32x4.ge(value, all(FLOOR)));
}

function maskRow(row: i32): void {
  const zero = f32x4.splat(0);
  const far = all(FAR);
  const halfWidth = f32x4.splat(<f32>m.halfWidth);
  const end = rowStart(row) + intAt(m.end, row);
  for (let pixel = rowStart(row) + intAt(m.first, row); pixel < end; pixel += 4) {
    const at = (<usize>pixel) << 2;
    const two = m.sums + ((<usize>pixel) << 3);
    const distance = f32x4.sqrt(v128.load(m.squared + at));
    const value = edgeOf(f32x4.pmax(f32x4.sub(distance, halfWidth), zero));
    const front = v128.load(two);
    const back = v128.load(two + 16);
    const weight = v128.shuffle<f32>(front, back, 0, 2, 4, 6);
    const sum = v128.shuffle<f32>(front, back, 1, 3, 5, 7);
    const mean = v128.and(f32x4.div(sum, weight), f32x4.gt(weight, zero));
    v128.store(m.mask + at, value);
    v128.store(m.model + at, f32x4.mul(mean, value));
    v128.store(m.squared + at, far);
    v128.store(two, zero);
    v128.store(two + 16, zero);
  }
}

function across(from: usize): v128 {
  const near = f32x4.add(v128.load(from - 4), v128.load(from + 4));
  const far = f32x4.add(v128.load(from - 8), v128.load(from + 8));
  const own = f32x4.mul(v128.load(from), all(GAUSSIAN));
  return f32x4.add(own, f32x4.add(f32x4.mul(near, all(GAUSSIAN + 4)), f32x4.mul(far, all(GAUSSIAN + 8))));
}

/** Smooths a row of image and model along x, as far as the rows about it need it. */
function smoothAcross(row: i32): void {
  let first = m.box;
  let end = 0;
  for (let near = max(0, row - 2); near <= min(m.box - 1, row + 2); near++) {
    first = min(first, intAt(m.first, near));
    end = max(end, intAt(m.end, near));
  }
  const last = (<usize>(rowStart(row) + end)) << 2;
  for (let at = (<usize>(rowStart(row) + first)) << 2; at < last; at += 16) {
    v128.store(m.imageAcross + at, across(m.image + at));
    v128.store(m.modelAcross + at, across(m.model + at));
  }
}

function down(from: usize, step: usize): v128 {
  const near = f32x4.add(v128.load(from - step), v128.load(from + step));
  const far = f32x4.add(v128.load(from - 2 * step), v128.load(from + 2 * step));
  const own = f32x4.mul(v128.load(from), all(GAUSSIAN));
  return f32x4.add(own, f32x4.add(f32x4.mul(near, all(GAUSSIAN + 4)), f32x4.mul(far, all(GAUSSIAN + 8))));
}

function addDoubles(to: usize, values: v128): void {
  const high = v128.shuffle<f64>(values, values, 1, 1);
  v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(values)));
  v128.store(to + 16, f64x2.add(v128.load(to + 16), f64x2.promote_low_f32x4(high)));
}

/** Smooths along y, applies the mask and adds to the sums of the columns. */
function finishRow(row: i32, lambda: f64): void {
  const step = (<usize>m.stride) << 2;
  const factor = f32x4.splat(<f32>lambda);
  const first = intAt(m.first, row);
  const end = intAt(m.end, row);
  let at = (<usize>(rowStart(row) + first)) << 2;
  for (let x = first; x < end; x += 4, at += 16) {
    const value = v128.load(m.mask + at);
    const a = f32x4.mul(value, down(m.imageAcross + at, step));
    const b = f32x4.mul(value, down(m.modelAcross + at, step));
    v128.store(m.smoothImage + at, a);
    v128.store(m.smoothModel + at, b);
    addDoubles(m.residualSums + ((<usize>x) << 3), f32x4.abs(f32x4.sub(a, f32x4.mul(factor, b))));
    addDoubles(m.modelSums + ((<usize>x) << 3), f32x4.abs(b));
  }
}

/** Sum of |smoothImage - lambda smoothModel| over a column; `slopeOf` then gives its slope. */
export function sumColumn(x: i32, lambda: f64): f64 {
  let sum: f64 = 0;
  let change: f64 = 0;
  for (let row = top; row < bottom; row++) {
    if (x < intAt(m.first, row) || x >= intAt(m.end, row)) continue;
    const at = (<usize>(rowStart(row) + x)) << 2;
    const b = <f64>load<f32>(m.smoothModel + at);
    const rest = <f64>load<f32>(m.smoothImage + at) - lambda * b;
    change -= rest > 0 ? b : rest < 0 ? -b : 0;
    sum += Math.abs(rest);
  }
  slope = change;
  return sum;
}

export function slopeOf(): f64 {
  return slope;
}

/** Takes scale * model away from the staged image, and clears the model. */
export function subtractModel(scale: f32): void {
  const zero = f32x4.splat(0);
  const factor = f32x4.splat(scale);
  for (let row = top; row < bottom; row++) {
    const first = intAt(m.first, row);
    const end = intAt(m.end, row);
    const whole = min(end, m.box & ~3);
    let at = m.model + ((<usize>(rowStart(row) + first)) << 2);
    let out = m.staging + ((<usize>(row * m.box + first)) << 2);
    for (let x = first; x < whole; x += 4, at += 16, out += 16) {
      v128.store(out, f32x4.sub(v128.load(out), f32x4.mul(factor, v128.load(at))));
      v128.store(at, zero);
    }
    for (let x = max(first, whole); x < min(end, m.box); x++, at += 4, out += 4) {
      store<f32>(out, load<f32>(out) - scale * load<f32>(at));
      store<f32>(at, 0);
    }
  }
}
