import { CurveSpan } from './curve-span.ts';
import type { Track } from './track.ts';

/** A curve whose walk ends at t = -2 is exact in the subtraction's float32 steps up to this degree. */
const HIGHEST_ENDING_DEGREE = 6;
const REPARAMETRISATIONS = 6;

export interface TrackFit {
  span: CurveSpan;
  nodes: Float64Array;
}

/**
 * Fits a Bezier curve of the degree to the longest piece of a track that it can follow to within `tolerancePx`.
 * @param isOpen says of a track's end whether the membrane goes on beyond it, out of the picture
 */
export function fitTrack(
  track: Track,
  degree: number,
  tolerancePx: number,
  isOpen: (x: number, y: number) => boolean,
): TrackFit {
  const total = track.points.length / 2;
  const ring = track.closed ? Float64Array.of(...track.points, ...track.points) : track.points;
  let shortest: TrackFit | null = null;
  for (let count = total; count > degree; count -= Math.ceil(total / 40)) {
    const starts = track.closed ? spread(total, 12) : spread(total - count + 1, 6);
    let best: { fit: TrackFit; error: number } | null = null;
    for (const start of starts) {
      const piece = ring.subarray(2 * start, 2 * (start + count));
      const fit = fitPiece(piece, degree, {
        first: !track.closed && start === 0 && isOpen(piece[0], piece[1]),
        last: !track.closed && start + count === total && isOpen(piece[2 * count - 2], piece[2 * count - 1]),
      });
      if (!best || fit.error < best.error) best = { fit, error: fit.error };
    }
    if (!best) continue;
    shortest = best.fit;
    if (best.error <= tolerancePx) return best.fit;
  }
  return shortest ?? fitPiece(track.points, degree, { first: true, last: true });
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
  open: { first: boolean; last: boolean },
): TrackFit & { error: number } {
  const forward = open.first || !open.last;
  const ordered = forward ? points : reversed(points);
  const ends = Number(!open.first) + Number(!open.last);
  const used = ends > 0 ? Math.min(degree, HIGHEST_ENDING_DEGREE) : degree;
  const span = new CurveSpan(used, ends === 2 ? -2 : 0, ends === 0 ? 1 : 2);
  const u = lengthShares(ordered);
  let nodes = span.fit(ordered, u);
  for (let round = 0; round < REPARAMETRISATIONS; round++) {
    reparametrise(span, nodes, ordered, u);
    nodes = span.fit(ordered, u);
  }
  return { span, nodes, error: largestDeviation(span, nodes, ordered, u) };
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

/** Largest distance between points and curve, averaged over five neighbours so that a track's jitter does not count. */
function largestDeviation(span: CurveSpan, nodes: Float64Array, points: Float64Array, u: Float64Array): number {
  const off = points.slice();
  for (let i = 0; i < u.length; i++) {
    const [x, y] = span.pointAt(nodes, u[i]);
    off[2 * i] -= x;
    off[2 * i + 1] -= y;
  }
  let largest = 0;
  for (let i = 0; i < u.length; i++) {
    const from = Math.max(0, Math.min(i - 2, u.length - 5));
    const to = Math.min(u.length, from + 5);
    let x = 0;
    let y = 0;
    for (let k = from; k < to; k++) {
      x += off[2 * k] / (to - from);
      y += off[2 * k + 1] / (to - from);
    }
    largest = Math.max(largest, Math.hypot(x, y));
  }
  return largest;
}
