// Squared distances to the samples, in their reach: src/membrane/distance-band.ts explains how, and is what this equals.
import { doubleAt as at } from './arena';
import * as m from './memory';
import { rowStart } from './memory';
import { alignSpans, clearSpans, widen } from './spans';
import { SLACK, scanOne } from './wedge';

const GROUP_ARC: f64 = 12;
const MAX_OFFSET: f64 = 0.45;
const MIN_SPACING: f64 = 1e-4;

let count: i32 = 0;
// The axis in use: u runs along a scanned line, v across.
let u: usize = 0;
let v: usize = 0;
let du: usize = 0;
let dv: usize = 0;
let alongRows: bool = true;

export function fillBand(sampleCount: i32): void {
  count = sampleCount;
  clearSpans();
  link();
  scanOne(0, count);
  let from = 1;
  while (from < count - 1) {
    const to = groupEnd(from, count - 2);
    scanGroup(from, to);
    from = to + 1;
  }
  if (count > 1) scanOne(count - 1, count);
  alignSpans();
}

function link(): void {
  for (let j = 0; j + 1 < count; j++) {
    const place = (<usize>j) << 3;
    const x0 = at(m.sampleX, j);
    const x1 = at(m.sampleX, j + 1);
    const y0 = at(m.sampleY, j);
    const y1 = at(m.sampleY, j + 1);
    store<f64>(m.linkX + place, x1 - x0);
    store<f64>(m.linkY + place, y1 - y0);
    store<f64>(m.linkOffset + place, 0.5 * ((x1 - x0) * (x1 + x0) + (y1 - y0) * (y1 + y0)));
  }
}

function groupEnd(from: i32, last: i32): i32 {
  let arc: f64 = 0;
  let to = from;
  while (to < last && arc < GROUP_ARC) {
    arc += Math.abs(at(m.linkX, to)) + Math.abs(at(m.linkY, to));
    to++;
  }
  return to;
}

function scanGroup(a: i32, b: i32): void {
  if (a === b) {
    scanOne(a, count);
    return;
  }
  const dx = Math.abs(at(m.sampleX, b + 1) - at(m.sampleX, a - 1));
  const dy = Math.abs(at(m.sampleY, b + 1) - at(m.sampleY, a - 1));
  alongRows = dx >= dy;
  u = alongRows ? m.sampleX : m.sampleY;
  v = alongRows ? m.sampleY : m.sampleX;
  du = alongRows ? m.linkX : m.linkY;
  dv = alongRows ? m.linkY : m.linkX;
  if (scanEvenly(a, b)) return;
  const middle = (a + b) >> 1;
  scanGroup(a, middle);
  scanGroup(middle + 1, b);
}

function scanEvenly(a: i32, b: i32): bool {
  const sign: f64 = at(u, b + 1) > at(u, a - 1) ? 1 : -1;
  for (let j = a - 1; j <= b; j++) if (!(at(du, j) * sign > 0)) return false;
  const middle = (a + b) >> 1;
  let radius2: f64 = 0;
  for (let i = a; i <= b; i++) {
    const away = at(u, i) - at(u, middle);
    const across = at(v, i) - at(v, middle);
    radius2 = Math.max(radius2, away * away + across * across);
  }
  const reach = m.reach + Math.sqrt(radius2);
  const v0 = <i32>Math.max(0, Math.ceil(at(v, middle) - reach));
  const v1 = <i32>Math.min(<f64>(m.box - 1), Math.floor(at(v, middle) + reach));
  if (v0 > v1) return true;
  if (!isEven(a, b, v0, sign) || !isEven(a, b, v1, sign)) return false;
  scanLines(a, b, v0, v1, reach, sign);
  return true;
}

function placeOf(j: i32, line: f64): f64 {
  return (at(m.linkOffset, j) - at(dv, j) * line) / at(du, j);
}

function isEven(a: i32, b: i32, line: f64, sign: f64): bool {
  const start = placeOf(a - 1, line);
  const spacing = (placeOf(b, line) - start) / (b - a + 1);
  if (!(spacing * sign > MIN_SPACING)) return false;
  const allowed = MAX_OFFSET * Math.abs(spacing);
  let expected = start;
  for (let j = a; j < b; j++) {
    expected += spacing;
    if (!(Math.abs(placeOf(j, line) - expected) <= allowed)) return false;
  }
  return true;
}

/** The lesser squared distance of a place to samples k and k + 1. */
function nearer(k: i32, x: f64, line: f64): f64 {
  const at = (<usize>k) << 3;
  const away = f64x2.sub(f64x2.splat(x), v128.load(u + at));
  const across = f64x2.sub(f64x2.splat(line), v128.load(v + at));
  const both = f64x2.add(f64x2.mul(away, away), f64x2.mul(across, across));
  return f64x2.extract_lane(f64x2.pmin(both, v128.shuffle<f64>(both, both, 1, 0)), 0);
}

function scanLines(a: i32, b: i32, v0: i32, v1: i32, reach: f64, sign: f64): void {
  const last = <f64>(m.box - 1);
  const middle = (a + b) >> 1;
  const um = at(u, middle);
  const vm = at(v, middle);
  const halfWidth2 = m.halfWidth * m.halfWidth;
  const slackA = -SLACK / at(du, a - 1);
  const slackB = SLACK / at(du, b);
  const pixelStep: usize = alongRows ? 4 : <usize>m.stride * 4;
  let minU = m.box;
  let maxU = -1;
  for (let row = v0; row <= v1; row++) {
    const line = <f64>row;
    const placeA = placeOf(a - 1, line);
    const placeB = placeOf(b, line);
    const away2 = (line - vm) * (line - vm);
    const chord = Math.sqrt(Math.max(0, reach * reach - away2));
    const low = sign > 0 ? placeA + slackA : placeB + slackB;
    const high = sign > 0 ? placeB + slackB : placeA + slackA;
    const from = <i32>Math.ceil(Math.max(Math.max(0, um - chord), low));
    const to = <i32>Math.floor(Math.min(Math.min(last, um + chord), high));
    if (from > to) continue;
    minU = min(minU, from);
    maxU = max(maxU, to);
    let pixel = m.squared + ((<usize>(alongRows ? rowStart(row) + from : rowStart(from) + row)) << 2);
    const left = <f64>from - um;
    const right = <f64>to - um;
    if (Math.max(left * left, right * right) + away2 <= halfWidth2) {
      for (let i = from; i <= to; i++, pixel += pixelStep) store<f32>(pixel, 0);
      continue;
    }
    const perPixel = <f64>(b - a + 1) / (placeB - placeA);
    for (let i = from; i <= to; i++, pixel += pixelStep) {
      const x = <f64>i;
      const k = max(a - 1, min(b, a - 1 + <i32>((x - placeA) * perPixel + 0.5)));
      const least = <f32>nearer(k, x, line);
      if (least < load<f32>(pixel)) store<f32>(pixel, least);
    }
  }
  if (minU > maxU) return;
  if (alongRows) widen(minU, maxU, v0, v1);
  else widen(v0, v1, minU, maxU);
}
