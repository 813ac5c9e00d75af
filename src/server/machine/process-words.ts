import { readFileSync, statSync } from 'node:fs';

/** Whose a process is, and what it is called. */
export function processWords(pid: number): { user: string; program: string } {
  return { user: userOf(pid), program: readOr(`/proc/${pid}/comm`, 'unknown') };
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
