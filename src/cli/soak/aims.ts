import { readFileSync } from 'node:fs';
import { FAULT_POINTS, type FaultPoint } from '../../base/fault-point.ts';

/** How often one process passes each point in an undisturbed batch, at most: a kill can be aimed at any of these times. */
export type Passes = ReadonlyMap<FaultPoint, number>;

/** Counts a trace (`BEZIERFIT_FAULT_TRACE`): lines `pid point`. */
export function readPasses(tracePath: string): Passes {
  const perProcess = new Map<string, number>();
  for (const line of readFileSync(tracePath, 'utf8').trim().split('\n')) {
    perProcess.set(line, (perProcess.get(line) ?? 0) + 1);
  }
  const most = new Map<FaultPoint, number>();
  for (const [line, times] of perProcess) {
    const point = FAULT_POINTS.find((one) => line.endsWith(` ${one}`));
    if (point !== undefined) most.set(point, Math.max(times, most.get(point) ?? 0));
  }
  return most;
}
