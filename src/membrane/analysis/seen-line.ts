import type { FastObjective } from './objective-fast.ts';

/**
 * The objective's last curve as points about a pixel apart, interleaved, where it is so far inside the circle of signal
 * that a membrane along it would be seen.
 */
export function seenLine(
  { x, y, sampleCount }: FastObjective,
  box: number,
  { halfWidthPx, signalRadiusPx }: { halfWidthPx: number; signalRadiusPx: number },
): Float64Array {
  const centre = (box - 1) / 2;
  const points: number[] = [];
  for (let i = 1; i < sampleCount; i++) {
    const count = Math.max(1, Math.round(Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1])));
    for (let k = 0; k < count; k++) {
      const px = x[i - 1] + (k / count) * (x[i] - x[i - 1]);
      const py = y[i - 1] + (k / count) * (y[i] - y[i - 1]);
      if (Math.hypot(px - centre, py - centre) <= signalRadiusPx - halfWidthPx / 2) points.push(px, py);
    }
  }
  return Float64Array.from(points);
}

/** Direction (rad) in which a line arrives at the point whose x is at `i`; not for its first point. */
export function directionAt(line: Float64Array, i: number): number {
  return Math.atan2(line[i + 1] - line[i - 1], line[i] - line[i - 2]);
}
