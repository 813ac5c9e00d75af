// The columns of each row that hold all pixels in reach of the curve.
import { intAt, setInt } from './arena';
import * as m from './memory';

export function clearSpans(): void {
  for (let row = 0; row < m.box; row++) {
    setInt(m.first, row, m.box);
    setInt(m.end, row, 0);
  }
}

/** Widens the spans to hold a rectangle. */
export function widen(left: i32, right: i32, top: i32, bottom: i32): void {
  for (let row = top; row <= bottom; row++) {
    if (left < intAt(m.first, row)) setInt(m.first, row, left);
    if (right >= intAt(m.end, row)) setInt(m.end, row, right + 1);
  }
}

/** Widens the spans to whole groups of four pixels. */
export function alignSpans(): void {
  for (let row = 0; row < m.box; row++) {
    if (intAt(m.first, row) >= intAt(m.end, row)) {
      setInt(m.first, row, m.box);
      setInt(m.end, row, 0);
      continue;
    }
    setInt(m.first, row, intAt(m.first, row) & ~3);
    setInt(m.end, row, (intAt(m.end, row) + 3) & ~3);
  }
}
