/**
 * Squared distance to the nearest sample of a curve, for the pixels in its reach only; exact (speed.md 1).
 *
 * A pixel's nearest sample owns it: the pixel lies in the wedge between the sample's bisectors with its two neighbours.
 * Consecutive wedges are scanned as one group, row by row (or column by column, whichever crosses the curve): on a row
 * the bisectors cut off intervals, and where they are spaced almost evenly the sample of a pixel follows from its place.
 * "Almost": off by less than 0.45 of the spacing, so that one of two samples is the owner; offsets and spacing are
 * linear in the row, so it is enough to look at the two outer rows. A group that fails is halved, down to
 * one sample. Distances to samples that do not own the pixel do no harm: the least is kept.
 */
import { Bisectors } from './bisectors.ts';
import { CurveSamples } from './curve.ts';
import { EDGE_REACH_PX } from './soft-mask.ts';

/** Arc of a first group, pixels. */
const GROUP_ARC_PX = 12;
const MAX_OFFSET = 0.45;
/** Spacing below which rounding could spoil the guess. */
const MIN_SPACING_PX = 1e-4;
/** Bisectors are moved out by this (in units of pixel times spacing), so that rounding leaves no gap between wedges. */
const SLACK = 1e-7;

/** One way to scan: u runs along a scanned line, v across the lines. */
interface Axis {
  u: Float64Array;
  v: Float64Array;
  /** u and v parts of the link from each sample to the next. */
  du: Float64Array;
  dv: Float64Array;
  strideU: number;
  strideV: number;
  alongRows: boolean;
}

export class DistanceBand {
  /** Squared distance; 0 may stand for any distance up to the half-width; Infinity out of reach. Used and reset by the reader. */
  readonly squared: Float64Array;
  /** Columns [first, end) of each row hold all pixels in reach; first >= end: none. */
  readonly first: Int32Array;
  readonly end: Int32Array;
  readonly reachPx: number;
  private readonly box: number;
  private readonly halfWidthPx: number;
  private samples = new CurveSamples();
  private readonly bisectors = new Bisectors();
  private rows: Axis | null = null;
  private columns: Axis | null = null;

  constructor(box: number, halfWidthPx: number) {
    this.box = box;
    this.halfWidthPx = halfWidthPx;
    this.reachPx = halfWidthPx + EDGE_REACH_PX;
    this.squared = new Float64Array(box * box).fill(Infinity);
    this.first = new Int32Array(box);
    this.end = new Int32Array(box);
  }

  /** Computes the band of the samples; `squared` must be Infinity everywhere. */
  fill(samples: CurveSamples): void {
    this.first.fill(this.box);
    this.end.fill(0);
    this.samples = samples;
    this.bisectors.set(samples);
    this.setAxes();
    const { count } = samples;
    this.scanOne(0);
    for (let from = 1; from < count - 1;) {
      const to = this.groupEnd(from, count - 2);
      this.scanGroup(from, to);
      from = to + 1;
    }
    if (count > 1) this.scanOne(count - 1);
  }

  /** Names the arrays of both ways to scan; new objects only when the arrays were replaced by larger ones. */
  private setAxes(): void {
    const { box, samples, bisectors } = this;
    const { x, y } = samples;
    const { linkX, linkY } = bisectors;
    if (this.rows?.u === x && this.rows.du === linkX) return;
    this.rows = { u: x, v: y, du: linkX, dv: linkY, strideU: 1, strideV: box, alongRows: true };
    this.columns = { u: y, v: x, du: linkY, dv: linkX, strideU: box, strideV: 1, alongRows: false };
  }

  private groupEnd(from: number, last: number): number {
    const { linkX, linkY } = this.bisectors;
    let arc = 0;
    let to = from;
    while (to < last && arc < GROUP_ARC_PX) {
      arc += Math.abs(linkX[to]) + Math.abs(linkY[to]);
      to++;
    }
    return to;
  }

  /** Scans the wedges of samples a..b, which have neighbours on both sides. */
  private scanGroup(a: number, b: number): void {
    if (a === b) return this.scanOne(a);
    const { x, y } = this.samples;
    const alongRows = Math.abs(x[b + 1] - x[a - 1]) >= Math.abs(y[b + 1] - y[a - 1]);
    const axis = alongRows ? this.rows : this.columns;
    if (axis && this.scanEvenly(axis, a, b)) return;
    const middle = (a + b) >> 1;
    this.scanGroup(a, middle);
    this.scanGroup(middle + 1, b);
  }

  /** Scans a group by guessing the samples; false (and nothing done) when its bisectors are not spaced evenly. */
  private scanEvenly(axis: Axis, a: number, b: number): boolean {
    const { u, v, du } = axis;
    const sign = u[b + 1] > u[a - 1] ? 1 : -1;
    for (let j = a - 1; j <= b; j++) if (!(du[j] * sign > 0)) return false;
    const middle = (a + b) >> 1;
    let radius2 = 0;
    for (let i = a; i <= b; i++) radius2 = Math.max(radius2, (u[i] - u[middle]) ** 2 + (v[i] - v[middle]) ** 2);
    const reach = this.reachPx + Math.sqrt(radius2);
    const v0 = Math.max(0, Math.ceil(v[middle] - reach));
    const v1 = Math.min(this.box - 1, Math.floor(v[middle] + reach));
    if (v0 > v1) return true;
    if (!this.isEven(axis, a, b, v0, sign) || !this.isEven(axis, a, b, v1, sign)) return false;
    this.scanLines(axis, a, b, v0, v1, reach, sign);
    return true;
  }

  /** Whether, on line v, every inner bisector of the group lies near its linear place. */
  private isEven(axis: Axis, a: number, b: number, v: number, sign: number): boolean {
    const { du, dv } = axis;
    const { offset } = this.bisectors;
    const start = (offset[a - 1] - dv[a - 1] * v) / du[a - 1];
    const spacing = ((offset[b] - dv[b] * v) / du[b] - start) / (b - a + 1);
    if (!(spacing * sign > MIN_SPACING_PX)) return false;
    const allowed = MAX_OFFSET * Math.abs(spacing);
    for (let j = a; j < b; j++) {
      const place = (offset[j] - dv[j] * v) / du[j];
      if (!(Math.abs(place - start - (j - a + 1) * spacing) <= allowed)) return false;
    }
    return true;
  }

  /** Scans lines v0..v1 of an even group; `reach` bounds the distance of its pixels from its middle sample. */
  private scanLines(axis: Axis, a: number, b: number, v0: number, v1: number, reach: number, sign: number): void {
    const { u, v, du, dv, strideU, strideV } = axis;
    const { squared } = this;
    const { offset } = this.bisectors;
    const last = this.box - 1;
    const halfWidth2 = this.halfWidthPx * this.halfWidthPx;
    const middle = (a + b) >> 1;
    const um = u[middle];
    const slackA = -SLACK / du[a - 1];
    const slackB = SLACK / du[b];
    let minU = last + 1;
    let maxU = -1;
    for (let line = v0; line <= v1; line++) {
      const placeA = (offset[a - 1] - dv[a - 1] * line) / du[a - 1];
      const placeB = (offset[b] - dv[b] * line) / du[b];
      const away2 = (line - v[middle]) * (line - v[middle]);
      const chord = Math.sqrt(Math.max(0, reach * reach - away2));
      const low = sign > 0 ? placeA + slackA : placeB + slackB;
      const high = sign > 0 ? placeB + slackB : placeA + slackA;
      const from = Math.ceil(Math.max(0, um - chord, low));
      const to = Math.floor(Math.min(last, um + chord, high));
      if (from > to) continue;
      if (from < minU) minU = from;
      if (to > maxU) maxU = to;
      let pixel = line * strideV + from * strideU;
      const farther = Math.max((from - um) * (from - um), (to - um) * (to - um));
      if (farther + away2 <= halfWidth2) {
        for (let i = from; i <= to; i++, pixel += strideU) squared[pixel] = 0;
        continue;
      }
      const perPixel = (b - a + 1) / (placeB - placeA);
      for (let i = from; i <= to; i++, pixel += strideU) {
        let k = a - 1 + Math.trunc((i - placeA) * perPixel + 0.5);
        if (k < a - 1) k = a - 1;
        else if (k > b) k = b;
        const one = (i - u[k]) * (i - u[k]) + (line - v[k]) * (line - v[k]);
        const other = (i - u[k + 1]) * (i - u[k + 1]) + (line - v[k + 1]) * (line - v[k + 1]);
        const least = one < other ? one : other;
        if (least < squared[pixel]) squared[pixel] = least;
      }
    }
    if (minU <= maxU) this.widen(axis.alongRows, minU, maxU, v0, v1);
  }

  /** Scans one sample's own wedge: its disc, cut by the bisectors with its neighbours, where it has them. */
  private scanOne(i: number): void {
    const { x, y, count } = this.samples;
    const { squared, box } = this;
    const { linkX, linkY, offset } = this.bisectors;
    const reach2 = this.reachPx * this.reachPx;
    const v0 = Math.max(0, Math.ceil(y[i] - this.reachPx));
    const v1 = Math.min(box - 1, Math.floor(y[i] + this.reachPx));
    let minX = box;
    let maxX = -1;
    for (let row = v0; row <= v1; row++) {
      const away2 = (row - y[i]) * (row - y[i]);
      const chord = Math.sqrt(Math.max(0, reach2 - away2));
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
    if (minX <= maxX) this.widen(true, minX, maxX, v0, v1);
  }

  /** Widens the spans to hold the rectangle of what was scanned. */
  private widen(alongRows: boolean, minU: number, maxU: number, minV: number, maxV: number): void {
    const { first, end } = this;
    const [top, bottom] = alongRows ? [minV, maxV] : [minU, maxU];
    const [left, right] = alongRows ? [minU, maxU] : [minV, maxV];
    for (let row = top; row <= bottom; row++) {
      if (left < first[row]) first[row] = left;
      if (right >= end[row]) end[row] = right + 1;
    }
  }
}
