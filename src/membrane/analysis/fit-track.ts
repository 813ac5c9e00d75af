import { CurveSpan } from './curve-span.ts';
import type { Track } from './track.ts';

const REPARAMETRISATIONS = 6;
/** A whole track is followed closely within this share of the tolerance. */
const CLOSE = 0.4;
/** Points of a track at the rim of the picture. */
const RIM = 3;

export interface TrackFit {
  span: CurveSpan;
  nodes: Float64Array;
}

type ScoredFit = TrackFit & { error: number };

export interface FitOptions {
  box: number;
  highestDegree: number;
  tolerancePx: number;
  /** Says of a track's end whether the membrane goes on beyond it, out of the picture. */
  isOpen: (x: number, y: number) => boolean;
}

/**
 * Fits a Bezier curve to a track: of the lowest degree that follows all of it closely, or else to the longest piece that
 * one can follow to within `tolerancePx`. (More freedom than needed follows the noise.) Control points stay in the box.
 */
export function fitTrack(track: Track, options: FitOptions): TrackFit {
  const points = smoothed(track.points, track.closed);
  const total = points.length / 2;
  const degrees = Array.from({ length: options.highestDegree - 2 }, (_, i) => i + 3);
  for (let count = total; ; count -= Math.ceil(total / 40)) {
    const length = Math.max(count, options.highestDegree + 1);
    let best: ScoredFit | null = null;
    for (const degree of degrees) {
      const fit = bestPiece(points, track.closed, length, degree, options);
      if (fit.error <= options.tolerancePx * CLOSE) return fit;
      if (!best || fit.error < best.error) best = fit;
    }
    if (best && (best.error <= options.tolerancePx || length > count)) return best;
  }
}

/** Of several pieces of `count` points spread along the track, the one that a curve fits best. */
function bestPiece(
  points: Float64Array,
  closed: boolean,
  count: number,
  degree: number,
  { box, isOpen }: FitOptions,
): ScoredFit {
  const total = points.length / 2;
  const ring = closed ? Float64Array.of(...points, ...points) : points;
  const fits = (closed ? spread(total, 12) : spread(total - count + 1, 6)).map((start) => {
    const piece = ring.subarray(2 * start, 2 * (start + count));
    return fitPiece(piece, degree, box, {
      first: !closed && start === 0 && isOpen(piece[0], piece[1]),
      last: !closed && start + count === total && isOpen(piece[2 * count - 2], piece[2 * count - 1]),
    });
  });
  return fits.reduce((best, fit) => (fit.error < best.error ? fit : best));
}

/** Takes the jitter out of a track: twice the mean (1, 2, 1)/4 of neighbours; the ends of an open one stay. */
function smoothed(points: Float64Array, closed: boolean): Float64Array {
  const n = points.length;
  let out = points;
  for (let pass = 0; pass < 2; pass++) {
    const from = out;
    out = from.map((value, i) =>
      closed || (i > 1 && i < n - 2) ? (from[(i + n - 2) % n] + 2 * value + from[(i + 2) % n]) / 4 : value,
    );
  }
  return out;
}

/** Up to `count` integers spread evenly over 0..n-1. */
function spread(n: number, count: number): number[] {
  const used = Math.min(n, count);
  return Array.from({ length: used }, (_, i) => (used > 1 ? Math.round((i * (n - 1)) / (used - 1)) : 0));
}

/** Fits a whole piece; an end that is not open gets the parameter at which every walk stops. */
function fitPiece(
  points: Float64Array,
  degree: number,
  box: number,
  open: { first: boolean; last: boolean },
): ScoredFit {
  const forward = open.first || !open.last;
  const rim = forward ? open : { first: open.last, last: open.first };
  const ordered = forward ? points : reversed(points);
  const ends = Number(!open.first) + Number(!open.last);
  const span = new CurveSpan(degree, ends === 2 ? -2 : 0, ends === 0 ? 1 : 2);
  const u = lengthShares(ordered);
  let nodes = span.fit(ordered, u);
  for (let round = 0; round < REPARAMETRISATIONS; round++) {
    reparametrise(span, nodes, ordered, u);
    nodes = span.fit(ordered, u);
  }
  const outside = span.controlPoints(nodes).reduce((most, value) => Math.max(most, -value, value - box), 0);
  return { span, nodes, error: outside + largestDeviation(span, nodes, ordered, u, rim) };
}

function reversed(points: Float64Array): Float64Array {
  return points.map((_, i) => points[points.length - 2 - i + 2 * (i & 1)]);
}

/** For each point its share of the polyline's length. */
function lengthShares(points: Float64Array): Float64Array {
  const at = new Float64Array(points.length / 2);
  for (let i = 1; i < at.length; i++) {
    at[i] = at[i - 1] + Math.hypot(points[2 * i] - points[2 * i - 2], points[2 * i + 1] - points[2 * i - 1]);
  }
  return at.map((length) => length / (at[at.length - 1] || 1));
}

/** Moves each parameter towards the foot of its point on the curve (one Newton step); the ends stay 0 and 1. */
function reparametrise(span: CurveSpan, nodes: Float64Array, points: Float64Array, u: Float64Array): void {
  const h = 1e-3;
  for (let i = 0; i < u.length; i++) {
    const [x, y] = span.pointAt(nodes, u[i]);
    const [aheadX, aheadY] = span.pointAt(nodes, u[i] + h);
    const dx = (aheadX - x) / h;
    const dy = (aheadY - y) / h;
    u[i] += ((points[2 * i] - x) * dx + (points[2 * i + 1] - y) * dy) / (dx * dx + dy * dy || 1);
  }
  const first = u[0];
  const length = u[u.length - 1] - first || 1;
  for (let i = 0; i < u.length; i++) u[i] = (u[i] - first) / length;
}

/** Largest distance between points and curve; the last points at the picture's rim, where tracks are unsure, do not count. */
function largestDeviation(
  span: CurveSpan,
  nodes: Float64Array,
  points: Float64Array,
  u: Float64Array,
  rim: { first: boolean; last: boolean },
): number {
  let largest = 0;
  for (let i = rim.first ? RIM : 0; i < u.length - (rim.last ? RIM : 0); i++) {
    const [x, y] = span.pointAt(nodes, u[i]);
    largest = Math.max(largest, Math.hypot(points[2 * i] - x, points[2 * i + 1] - y));
  }
  return largest;
}
