import { SLACK } from './band-lines.ts';
import type { BandMemory } from './band-memory.ts';
import { bindWiden } from './band-spans.ts';
import type { Bisectors } from './bisectors.ts';
import type { CurveSamples } from './curve.ts';

/** Scans one sample's own wedge: its disc, cut by the bisectors with its neighbours, where it has them. */
export function bindScanWedge(memory: BandMemory, reachPx: number) {
  const { box, squared } = memory;
  const widen = bindWiden(memory);
  return function scanWedge({ x, y, count }: CurveSamples, { linkX, linkY, offset }: Bisectors, i: number): void {
    const v0 = Math.max(0, Math.ceil(y[i] - reachPx));
    const v1 = Math.min(box - 1, Math.floor(y[i] + reachPx));
    let minX = box;
    let maxX = -1;
    for (let row = v0; row <= v1; row++) {
      const away2 = (row - y[i]) * (row - y[i]);
      const chord = Math.sqrt(Math.max(0, reachPx * reachPx - away2));
      let low = Math.max(0, x[i] - chord);
      let high = Math.min(box - 1, x[i] + chord);
      if (i + 1 < count) {
        const limit = offset[i] - linkY[i] * row + SLACK;
        if (linkX[i] > 0) high = Math.min(high, limit / linkX[i]);
        else if (linkX[i] < 0) low = Math.max(low, limit / linkX[i]);
        else if (limit < 0) continue;
      }
      if (i > 0) {
        const limit = offset[i - 1] - linkY[i - 1] * row - SLACK;
        if (linkX[i - 1] > 0) low = Math.max(low, limit / linkX[i - 1]);
        else if (linkX[i - 1] < 0) high = Math.min(high, limit / linkX[i - 1]);
        else if (limit > 0) continue;
      }
      const from = Math.ceil(low);
      const to = Math.floor(high);
      if (from > to) continue;
      if (from < minX) minX = from;
      if (to > maxX) maxX = to;
      for (let column = from, pixel = row * box + from; column <= to; column++, pixel++) {
        const d2 = (column - x[i]) * (column - x[i]) + away2;
        if (d2 < squared[pixel]) squared[pixel] = d2;
      }
    }
    if (minX <= maxX) widen(true, minX, maxX, v0, v1);
  };
}
