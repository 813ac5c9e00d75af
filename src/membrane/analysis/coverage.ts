import type { FastObjective } from './objective-fast.ts';
import type { BilayerResponse } from './response.ts';
import { seenLine } from './seen-line.ts';
import { distanceTo, type Track } from './track.ts';

/**
 * A track counts as membrane when its mean response above the noise is this share of the curve's and of the first track's,
 * and when it is this long (D) or mostly lies on the curve.
 */
const CLEAR_SHARE = 0.7;
const LONG = 5;

interface Frame {
  halfWidthPx: number;
  signalRadiusPx: number;
  noiseLevel: number;
}

/** Share of the clear tracks' points that lie within half of D of the objective's last curve; 1 without such tracks. */
export function coveredShare(
  tracks: readonly Track[],
  objective: FastObjective,
  response: BilayerResponse,
  frame: Frame,
): number {
  const { halfWidthPx } = frame;
  const { x, y, sampleCount } = objective;
  const curve = new Float64Array(2 * sampleCount).map((_, i) => (i & 1 ? y : x)[i >> 1]);
  const seenPx = seenLine(objective, response.box, frame).length / 2;
  const ofCurve = strengthAlong(objective, response, frame) / (seenPx || 1);
  const level = CLEAR_SHARE * Math.max(ofCurve, ...tracks.slice(0, 1).map(meanStrength));
  let covered = 0;
  let total = 0;
  for (const track of tracks) {
    const isOn = (i: number): boolean => distanceTo(curve, track.points[i], track.points[i + 1]) <= halfWidthPx / 2;
    const on = track.points.reduce((count, _, i) => count + (i & 1 ? 0 : Number(isOn(i))), 0);
    const points = track.points.length / 2;
    if (meanStrength(track) < level || (2 * on < points && !isLong(track, halfWidthPx))) continue;
    total += points;
    covered += on;
  }
  return total > 0 ? covered / total : 1;
}

function meanStrength({ strength, points }: Track): number {
  return (2 * strength) / points.length;
}

function isLong({ points, closed }: Track, halfWidthPx: number): boolean {
  const [ax, ay] = points;
  const [bx, by] = points.slice(-2);
  return closed || Math.hypot(bx - ax, by - ay) > LONG * halfWidthPx;
}

/** The bilayer response above the noise, integrated along the objective's last curve within the circle of signal. */
export function strengthAlong(
  { x, y, sampleCount }: FastObjective,
  response: BilayerResponse,
  { halfWidthPx, signalRadiusPx, noiseLevel }: Frame,
): number {
  const centre = (response.box - 1) / 2;
  let strength = 0;
  for (let i = 1; i < sampleCount; i++) {
    if (Math.hypot(x[i] - centre, y[i] - centre) > signalRadiusPx - halfWidthPx / 2) continue;
    const dx = x[i] - x[i - 1];
    const dy = y[i] - y[i - 1];
    strength += (response.at(x[i], y[i], Math.atan2(dy, dx)) - noiseLevel) * Math.hypot(dx, dy);
  }
  return strength;
}
