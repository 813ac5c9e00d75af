import { statSync } from 'node:fs';

/** Two paths to one file or folder that is there, also by a link. */
export function isSameFile(a: string, b: string): boolean {
  const [one, other] = [statOf(a), statOf(b)];
  return one !== null && one.dev === other?.dev && one.ino === other.ino;
}

function statOf(path: string) {
  try {
    return statSync(path);
  } catch {
    return null; // there is nothing, or nothing that can be seen
  }
}
