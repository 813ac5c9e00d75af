// Squared distances to one sample: scanOne of src/membrane/distance-band.ts.
import { doubleAt as at } from './arena';
import * as m from './memory';
import { rowStart } from './memory';
import { widen } from './spans';

/** Bisectors are moved out by this (in units of pixel times spacing), so that rounding leaves no gap between wedges. */
export const SLACK: f64 = 1e-7;

/** Scans the disc of sample i of `count`, cut by the bisectors with its neighbours, where it has them. */
export function scanOne(i: i32, count: i32): void {
  const x = at(m.sampleX, i);
  const y = at(m.sampleY, i);
  const last = <f64>(m.box - 1);
  const top = <i32>Math.max(0, Math.ceil(y - m.reach));
  const bottom = <i32>Math.min(last, Math.floor(y + m.reach));
  let minX = m.box;
  let maxX = -1;
  for (let row = top; row <= bottom; row++) {
    const away2 = (<f64>row - y) * (<f64>row - y);
    const chord = Math.sqrt(Math.max(0, m.reach * m.reach - away2));
    let low = Math.max(0, x - chord);
    let high = Math.min(last, x + chord);
    if (i + 1 < count) {
      const along = at(m.linkX, i);
      const limit = at(m.linkOffset, i) - at(m.linkY, i) * <f64>row + SLACK;
      if (along > 0) high = Math.min(high, limit / along);
      else if (along < 0) low = Math.max(low, limit / along);
      else if (limit < 0) continue;
    }
    if (i > 0) {
      const along = at(m.linkX, i - 1);
      const limit = at(m.linkOffset, i - 1) - at(m.linkY, i - 1) * <f64>row - SLACK;
      if (along > 0) low = Math.max(low, limit / along);
      else if (along < 0) high = Math.min(high, limit / along);
      else if (limit > 0) continue;
    }
    const from = <i32>Math.ceil(low);
    const to = <i32>Math.floor(high);
    if (from > to) continue;
    minX = min(minX, from);
    maxX = max(maxX, to);
    let pixel = m.squared + ((<usize>(rowStart(row) + from)) << 2);
    for (let column = from; column <= to; column++, pixel += 4) {
      const least = <f32>((<f64>column - x) * (<f64>column - x) + away2);
      if (least < load<f32>(pixel)) store<f32>(pixel, least);
    }
  }
  if (minX <= maxX) widen(minX, maxX, top, bottom);
}
