import { readFileSync } from 'node:fs';

/**
 * The most memory that a process held at once (VmHWM), MB, from its /proc/PID/status; NaN where that does not tell. Not
 * maxRSS: that begins with what the process held that started it.
 */
export function peakMbIn(status: string): number {
  return Number(/^VmHWM:\s*(\d+) kB/m.exec(status)?.[1]) / 1024;
}

/** The same of a process; NaN when it has just ended. */
export function peakMbOf(pid: number | 'self'): number {
  try {
    return peakMbIn(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return NaN;
  }
}
