// Squared distances from the pixels to the nearest sample: the same steps in the same order as
// src/membrane/analysis/distance-band.ts explains them, so the same bits.
import { doubleAt as at } from './arena';
import * as m from './sum-memory';

/** Widens intervals against rounding, px. */
const SLACK: f64 = 1e-7;
/** A bisector this nearly along the lines does not bound them. */
const PARALLEL: f64 = 1e-6;
/** Rows are scanned even where columns are up to this much shorter. */
const ROWS_FIRST: f64 = 1.2;

/** Added to a whole number, also a negative one, this shows it in the lowest bits of the float64. */
const WHOLE: f64 = 6755399441055744;

/** Whether a sample of the curve was scanned along columns. */
export let hasColumns: bool = false;
// Lowest and highest line of a wedge, from its sample.
let low: f64 = 0;
let high: f64 = 0;

/** Fills the distances to the first `count` samples. */
export function spread(count: i32): void {
  hasColumns = false;
  for (let i = 0; i < count; i++) spreadOne(i, count - 1);
}

function spreadOne(i: i32, last: i32): void {
  const sx = at(m.x, i);
  const sy = at(m.y, i);
  const ax = i > 0 ? sx - at(m.x, i - 1) : 0;
  const ay = i > 0 ? sy - at(m.y, i - 1) : 0;
  const bx = i < last ? at(m.x, i + 1) - sx : 0;
  const by = i < last ? at(m.y, i + 1) - sy : 0;
  if (ROWS_FIRST * Math.abs(ay + by) >= Math.abs(ax + bx)) {
    scan(sx, sy, ax, ay, bx, by, m.rowSpans, m.nearest);
    return;
  }
  hasColumns = true;
  scan(sy, sx, ay, ax, by, bx, m.columnSpans, m.turnedNearest);
}

function scan(su: f64, sv: f64, au: f64, av: f64, bu: f64, bv: f64, spans: usize, pixels: usize): void {
  const end = <f64>(m.box - 1);
  const ac = -(au * au + av * av) / 2;
  const bc = (bu * bu + bv * bv) / 2;
  findRange(au, av, ac, bu, bv, bc);
  const lineTo = <i32>Math.min(end, Math.floor(sv + high + SLACK));
  const reach2 = m.reach * m.reach;
  // Left bounds in the one lane, right bounds negated in the other: of both the largest counts.
  const aFoot = bounds(ac / au, au);
  const aSlope = slopes(av / au, au);
  const bFoot = bounds(bc / bu, -bu);
  const bSlope = slopes(bv / bu, -bu);
  const origin = f64x2(su - SLACK, -(su + SLACK));
  const image = f64x2(0, -end);
  const whole = f64x2.splat(WHOLE);
  const across = (<usize>m.pitch) << 3;
  const lineFrom = <i32>Math.max(0, Math.ceil(sv + low - SLACK));
  let line = pixels + <usize>lineFrom * across;
  for (let v = lineFrom; v <= lineTo; v++, line += across) {
    const dv = <f64>v - sv;
    const dv2 = dv * dv;
    if (dv2 > reach2) continue;
    const lines = f64x2.splat(dv);
    const a = f64x2.sub(aFoot, f64x2.mul(aSlope, lines));
    const b = f64x2.sub(bFoot, f64x2.mul(bSlope, lines));
    const wedge = f64x2.pmax(f64x2.pmax(f64x2.splat(-Math.sqrt(reach2 - dv2)), a), b);
    const places = f64x2.add(f64x2.ceil(f64x2.pmax(f64x2.add(wedge, origin), image)), whole);
    const from = i32x4.extract_lane(places, 0);
    const to = -i32x4.extract_lane(places, 2);
    if (from > to) continue;
    // In whole groups of four: what lies beyond the wedge is nearer to other samples, or out of reach.
    const touched = from + ((to - from) | 3);
    const span = m.spanOf(spans, v);
    if (from < load<i32>(span)) store<i32>(span, from);
    if (touched > load<i32>(span + 4)) store<i32>(span + 4, touched);
    lower(line + ((<usize>from) << 3), from, to, su, dv2);
  }
}

/** A bound on the left where `along` > 0, on the right where it is < 0. */
function bounds(value: f64, along: f64): v128 {
  return f64x2(along > PARALLEL ? value : -Infinity, along < -PARALLEL ? -value : -Infinity);
}

function slopes(value: f64, along: f64): v128 {
  return f64x2(along > PARALLEL ? value : 0, along < -PARALLEL ? -value : 0);
}

/** Lowers the squared distances of a line's pixels from..to and of what fills up the last four. */
function lower(first: usize, from: i32, to: i32, su: f64, dv2: f64): void {
  const sample = f64x2.splat(su);
  const across = f64x2.splat(dv2);
  const two = f64x2.splat(2);
  let u = f64x2.add(f64x2.splat(<f64>from), f64x2(0, 1));
  let pixel = first;
  for (let k = from; k <= to; k += 4, pixel += 32) {
    const du = f64x2.sub(u, sample);
    u = f64x2.add(u, two);
    const dw = f64x2.sub(u, sample);
    u = f64x2.add(u, two);
    const near = f64x2.add(f64x2.mul(du, du), across);
    const next = f64x2.add(f64x2.mul(dw, dw), across);
    v128.store(pixel, f64x2.pmin(v128.load(pixel), near));
    v128.store(pixel + 16, f64x2.pmin(v128.load(pixel + 16), next));
  }
}

function findRange(au: f64, av: f64, ac: f64, bu: f64, bv: f64, bc: f64): void {
  const reach = m.reach;
  low = Infinity;
  high = -Infinity;
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
}
