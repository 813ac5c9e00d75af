// Sum of profile(distance to a curve) times image, for the objective of the analysis: the same steps in the same order
// as src/membrane/analysis/script-band-sum.ts, so the same bits.
import * as m from './sum-memory';
import { hasColumns, spread } from './sum-scan';

export { layOut } from './sum-memory';

/** A float64 from here on shows its whole number in its lowest bits. */
const WHOLE: f64 = 4503599627370496;

export function xAddress(): usize {
  return m.x;
}
export function yAddress(): usize {
  return m.y;
}
export function profileAddress(): usize {
  return m.profile;
}
export function imageAddress(): usize {
  return m.image;
}

/** To be called when the image is there. */
export function turnImage(): void {
  for (let row = 0; row < m.box; row++) {
    for (let column = 0; column < m.box; column++) {
      const value = load<f32>(m.image + ((<usize>(row * m.pitch + column)) << 2));
      store<f32>(m.turnedImage + ((<usize>(column * m.pitch + row)) << 2), value);
    }
  }
}

/** The sum for the curve of the first `count` samples. */
export function correlate(count: i32): f64 {
  spread(count);
  let sums = f64x2.splat(0);
  for (let row = 0; row < m.box; row++) {
    if (hasColumns) takeTurned(row);
    sums = addLine(sums, m.rowSpans, row, m.image, m.nearest);
  }
  for (let column = 0; column < m.box && hasColumns; column++) {
    sums = addLine(sums, m.columnSpans, column, m.turnedImage, m.turnedNearest);
  }
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

function lastOf(span: usize): i32 {
  return min(load<i32>(span + 4), m.box - 1);
}

/** Moves what the columns know of a row's touched pixels to the row. */
function takeTurned(row: i32): void {
  const span = m.spanOf(m.rowSpans, row);
  const to = lastOf(span);
  for (let column = load<i32>(span); column <= to; column++) {
    const touched = m.spanOf(m.columnSpans, column);
    if (row < load<i32>(touched) || row > load<i32>(touched + 4)) continue;
    const pixel = m.nearest + ((<usize>(row * m.pitch + column)) << 3);
    const turned = m.turnedNearest + ((<usize>(column * m.pitch + row)) << 3);
    const distance2 = load<f64>(turned);
    if (distance2 < load<f64>(pixel)) store<f64>(pixel, distance2);
    store<f64>(turned, Infinity);
  }
}

/**
 * Adds profile(distance) * image of a line's touched pixels, two at a time in the two lanes of the sums; out of reach it
 * is 0. The line is left as if never touched.
 */
function addLine(total: v128, spans: usize, line: i32, image: usize, nearest: usize): v128 {
  const span = m.spanOf(spans, line);
  const from = load<i32>(span);
  const to = lastOf(span);
  if (from > to) return total;
  m.clear(span);
  const most = f64x2.splat(m.reach);
  const far = f64x2.splat(Infinity);
  const whole = f64x2.splat(WHOLE);
  const weights = m.profile;
  let sums = total;
  let pixel = nearest + ((<usize>(line * m.pitch + from)) << 3);
  let value = image + ((<usize>(line * m.pitch + from)) << 2);
  // An odd number ends with a pixel that adds 0: it was not touched, or lies beyond the image.
  for (let k = from; k <= to; k += 2, pixel += 16, value += 8) {
    const distance = f64x2.sqrt(v128.load(pixel));
    v128.store(pixel, far);
    const near = f64x2.pmin(most, distance);
    const cell = f64x2.floor(near);
    const cells = f64x2.add(cell, whole);
    const one = v128.load(weights + ((<usize>i32x4.extract_lane(cells, 0)) << 3));
    const other = v128.load(weights + ((<usize>i32x4.extract_lane(cells, 2)) << 3));
    const weight = v128.shuffle<f64>(one, other, 0, 2);
    const rise = f64x2.sub(v128.shuffle<f64>(one, other, 1, 3), weight);
    const mean = f64x2.add(weight, f64x2.mul(f64x2.sub(near, cell), rise));
    const product = f64x2.mul(mean, f64x2.promote_low_f32x4(v128.load64_zero(value)));
    sums = f64x2.add(sums, v128.and(product, f64x2.le(distance, most)));
  }
  return sums;
}
