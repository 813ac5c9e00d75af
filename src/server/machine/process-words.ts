import { readFileSync, statSync } from 'node:fs';
import { processStart } from '../../base/process-identity.ts';

/** Whose a process is, what it is called, and since when it runs. */
export function processWords(pid: number): { user: string; program: string; sinceUtc: string | null } {
  return { user: userOf(pid), program: readOr(`/proc/${pid}/comm`, 'unknown'), sinceUtc: sinceUtc(pid) };
}

/** Of `/proc/PID/stat`, which counts in Linux's fixed 1/100 s since boot. */
function sinceUtc(pid: number): string | null {
  const ticks = Number(processStart(pid) ?? Number.NaN);
  const bootS = Number(/^btime (\d+)/m.exec(readOr('/proc/stat', ''))?.[1]);
  const ms = 1000 * bootS + 10 * ticks;
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null;
}

function userOf(pid: number): string {
  try {
    const { uid } = statSync(`/proc/${pid}`);
    const line = readOr('/etc/passwd', '')
      .split('\n')
      .find((one) => one.split(':')[2] === String(uid));
    return line?.split(':')[0] ?? String(uid);
  } catch {
    return 'unknown';
  }
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return otherwise;
  }
}
