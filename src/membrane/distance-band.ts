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
import { bindScanLines, type Axis } from './band-lines.ts';
import { makeBandMemory, type BandMemory } from './band-memory.ts';
import { bindTrim } from './band-spans.ts';
import { bindScanWedge } from './band-wedge.ts';
import { Bisectors } from './bisectors.ts';
import { CurveSamples } from './curve.ts';
import { EDGE_REACH_PX } from './soft-mask.ts';

/** Arc of a first group, pixels. */
const GROUP_ARC_PX = 12;
const MAX_OFFSET = 0.45;
/** Spacing below which rounding could spoil the guess. */
const MIN_SPACING_PX = 1e-4;

export class DistanceBand {
  /** What `fill` fills. */
  readonly memory: BandMemory;
  readonly reachPx: number;
  private readonly box: number;
  private readonly scanLines: ReturnType<typeof bindScanLines>;
  private readonly scanWedge: ReturnType<typeof bindScanWedge>;
  private readonly trim: () => void;
  private samples = new CurveSamples();
  private readonly bisectors = new Bisectors();
  private rows: Axis | null = null;
  private columns: Axis | null = null;

  constructor(box: number, halfWidthPx: number) {
    this.box = box;
    this.reachPx = halfWidthPx + EDGE_REACH_PX;
    this.memory = makeBandMemory(box);
    this.scanLines = bindScanLines(this.memory, halfWidthPx);
    this.scanWedge = bindScanWedge(this.memory, this.reachPx);
    this.trim = bindTrim(this.memory, this.reachPx);
  }

  /** Computes the band of the samples; `squared` must be Infinity everywhere. */
  fill(samples: CurveSamples): void {
    this.memory.first.fill(this.box);
    this.memory.end.fill(0);
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
    this.trim();
  }

  /** Names the arrays of both ways to scan; new objects only when the arrays were replaced by larger ones. */
  private setAxes(): void {
    const { box, samples, bisectors } = this;
    const { x, y } = samples;
    const { linkX, linkY, offset } = bisectors;
    if (this.rows?.u === x && this.rows.du === linkX) return;
    this.rows = { u: x, v: y, du: linkX, dv: linkY, offset, strideU: 1, strideV: box, alongRows: true };
    this.columns = { u: y, v: x, du: linkY, dv: linkX, offset, strideU: box, strideV: 1, alongRows: false };
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

  private scanOne(i: number): void {
    this.scanWedge(this.samples, this.bisectors, i);
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
    if (!isEven(axis, a, b, v0, sign) || !isEven(axis, a, b, v1, sign)) return false;
    this.scanLines(axis, a, b, v0, v1, reach);
    return true;
  }
}

/** Whether, on line v, every inner bisector of the group lies near its linear place; sign: of the links along u. */
function isEven({ du, dv, offset }: Axis, a: number, b: number, v: number, sign: number): boolean {
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
