import {
  closeSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
  mkdirSync,
  existsSync,
  statSync,
} from 'node:fs';
import { dirname, basename, join } from 'node:path';
import { errorCode } from './errors.ts';
import { faultPoint } from './fault-point.ts';

/** The temporary name beside `path` under which this process writes it: `.NAME.PID.tmp`. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
}

/** Flushes a folder's entries (a rename, a new file) to disk. */
export function fsyncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Puts a finished, flushed temporary file under its final name, durably. */
export function commitFile(temporary: string, path: string): void {
  renameSync(temporary, path);
  fsyncFolder(dirname(path));
}

export interface AtomicWriteOptions {
  /** false: readers never see half a file, but a power cut may lose the newest version (for live state). */
  durable?: boolean;
  mode?: number;
}

/**
 * Writes a whole small file so that a reader (or a reboot) sees the old content or the new, never a part.
 * On an error the temporary file is removed and the old content stays.
 */
export function writeFileAtomic(path: string, data: string | Uint8Array, options: AtomicWriteOptions = {}): void {
  const { durable = true, mode = 0o666 } = options;
  const temporary = temporaryName(path);
  try {
    const fd = openSync(temporary, 'w', mode);
    try {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      writeFully(fd, bytes, 0);
      if (durable) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    faultPoint('file-before-rename');
    renameSync(temporary, path);
    faultPoint('file-renamed');
    if (durable) fsyncFolder(dirname(path));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Writes all bytes at a file position; a short write is continued. */
export function writeFully(fd: number, bytes: Uint8Array, position: number): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done, position + done);
}

/**
 * Makes a folder and its parents; unless told otherwise it flushes every parent that got a new entry. One folder a
 * call: the recursive mkdirSync never returns where the system calls a parent missing that is there, as under /proc.
 */
export function makeFolder(folder: string, options: AtomicWriteOptions = {}): void {
  const { durable = true, mode } = options;
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  if (!existsSync(dirname(folder))) makeFolder(dirname(folder), options);
  try {
    mkdirSync(folder, mode);
  } catch (error) {
    // Somebody else may have made it just now.
    if (errorCode(error) !== 'EEXIST' || !statSync(folder).isDirectory()) throw error;
  }
  if (durable) fsyncFolder(dirname(folder));
}
