import type { FastObjective } from './objective-fast.ts';
import type { BilayerResponse } from './response.ts';
import { distanceTo, type Track } from './track.ts';

/** A further track counts as membrane when its mean response is this share of the first one's, and when it is this long (D). */
const CLEAR_SHARE = 0.7;
const LONG = 5;

/** Share of the clear tracks' points that lie within half of D of the objective's last curve; 1 without tracks. */
export function coveredShare(tracks: readonly Track[], objective: FastObjective, halfWidthPx: number): number {
  const { x, y, sampleCount } = objective;
  const curve = new Float64Array(2 * sampleCount).map((_, i) => (i & 1 ? y : x)[i >> 1]);
  let covered = 0;
  let total = 0;
  const clear = tracks.filter((track) => isClear(track, tracks[0], halfWidthPx));
  for (const { points } of clear) {
    for (let i = 0; i < points.length; i += 2) {
      total++;
      if (distanceTo(curve, points[i], points[i + 1]) <= halfWidthPx / 2) covered++;
    }
  }
  return total > 0 ? covered / total : 1;
}

function isClear(track: Track, first: Track, halfWidthPx: number): boolean {
  const mean = ({ strength, points }: Track): number => strength / points.length;
  const [ax, ay] = track.points;
  const [bx, by] = track.points.slice(-2);
  const long = track.closed || Math.hypot(bx - ax, by - ay) > LONG * halfWidthPx;
  return track === first || (long && mean(track) > CLEAR_SHARE * mean(first));
}

/** The bilayer response integrated along the objective's last curve. */
export function strengthAlong({ x, y, sampleCount }: FastObjective, response: BilayerResponse): number {
  let strength = 0;
  for (let i = 1; i < sampleCount; i++) {
    const dx = x[i] - x[i - 1];
    const dy = y[i] - y[i - 1];
    strength += response.at(x[i], y[i], Math.atan2(dy, dx)) * Math.hypot(dx, dy);
  }
  return strength;
}
