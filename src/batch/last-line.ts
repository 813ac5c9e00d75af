import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const TAIL_BYTES = 16_384;
const LONGEST = 500;
/** Places in a stack trace, carets, the runtime's signature. */
const NOISE = /^\s*$|^\s+at |^Node\.js v|^\s*File "|^Traceback|^[\s^~.|-]+$|^-{3,}|^\s*\[?0x[0-9a-f]+|^#/;

/** The last line of a log that tells something, or null; nothing when the log was last written before `sinceMs` (wall clock). */
export function lastMeaningfulLine(path: string, sinceMs: number): string | null {
  const tail = readTail(path, sinceMs);
  const line = tail.split('\n').findLast((one) => !NOISE.test(one));
  return line === undefined ? null : line.trim().slice(0, LONGEST);
}

function readTail(path: string, sinceMs: number): string {
  try {
    const fd = openSync(path, 'r');
    try {
      const { size, mtimeMs } = fstatSync(fd);
      if (mtimeMs < sinceMs) return '';
      const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
      return bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, size - bytes.length));
    } finally {
      closeSync(fd);
    }
  } catch {
    return '';
  }
}
