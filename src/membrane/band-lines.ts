import type { BandMemory } from './band-memory.ts';
import { bindWiden } from './band-spans.ts';

/** Bisectors are moved out by this (in units of pixel times spacing), so that rounding leaves no gap between wedges. */
export const SLACK = 1e-7;

/** One way to scan: u runs along a scanned line, v across the lines. */
export interface Axis {
  u: Float64Array;
  v: Float64Array;
  /** u and v parts of the link from each sample to the next; where the bisector lies: see bisectors.ts. */
  du: Float64Array;
  dv: Float64Array;
  offset: Float64Array;
  strideU: number;
  strideV: number;
  alongRows: boolean;
}

/**
 * Scans lines v0..v1 of the evenly spaced wedges of samples a..b; `reach` bounds the distance of their pixels from the
 * middle sample.
 */
export function bindScanLines(memory: BandMemory, halfWidthPx: number) {
  const { box, squared } = memory;
  const last = box - 1;
  const halfWidth2 = halfWidthPx * halfWidthPx;
  const slack = SLACK;
  const widen = bindWiden(memory);
  return function scanLines(axis: Axis, a: number, b: number, v0: number, v1: number, reach: number): void {
    const { u, v, du, dv, offset, strideU, strideV } = axis;
    const um = u[(a + b) >> 1];
    const vm = v[(a + b) >> 1];
    // The outer bisectors cut line `line` at start + step * line.
    const startA = offset[a - 1] / du[a - 1];
    const stepA = -dv[a - 1] / du[a - 1];
    const startB = offset[b] / du[b];
    const stepB = -dv[b] / du[b];
    const slackA = -slack / du[a - 1];
    const slackB = slack / du[b];
    const isRising = du[a - 1] > 0;
    let minU = box;
    let maxU = -1;
    for (let line = v0; line <= v1; line++) {
      const placeA = startA + stepA * line;
      const placeB = startB + stepB * line;
      const away2 = (line - vm) * (line - vm);
      const chord = Math.sqrt(Math.max(0, reach * reach - away2));
      const low = Math.max(um - chord, isRising ? placeA + slackA : placeB + slackB);
      const high = Math.min(um + chord, isRising ? placeB + slackB : placeA + slackA);
      const from = low > 0 ? Math.ceil(low) | 0 : 0;
      const to = high < last ? Math.floor(high) | 0 : last;
      if (from > to) continue;
      if (from < minU) minU = from;
      if (to > maxU) maxU = to;
      let pixel = (line * strideV + from * strideU) | 0;
      const farther = Math.max((from - um) * (from - um), (to - um) * (to - um));
      if (farther + away2 <= halfWidth2) {
        for (let i = from; i <= to; i = (i + 1) | 0, pixel = (pixel + strideU) | 0) squared[pixel] = 0;
        continue;
      }
      const perPixel = (b - a + 1) / (placeB - placeA);
      for (let i = from; i <= to; i = (i + 1) | 0, pixel = (pixel + strideU) | 0) {
        let k = (a - 1 + (((i - placeA) * perPixel + 0.5) | 0)) | 0;
        if (k < a - 1) k = a - 1;
        else if (k > b) k = b;
        const l = (k + 1) | 0;
        const one = (i - u[k]) * (i - u[k]) + (line - v[k]) * (line - v[k]);
        const other = (i - u[l]) * (i - u[l]) + (line - v[l]) * (line - v[l]);
        const least = one < other ? one : other;
        if (least < squared[pixel]) squared[pixel] = least;
      }
    }
    if (minU <= maxU) widen(axis.alongRows, minU, maxU, v0, v1);
  };
}
