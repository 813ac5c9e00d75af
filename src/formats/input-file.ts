import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { InputError, cannotRead, refuse } from '../base/errors.ts';
import type { ByteSource } from './byte-source.ts';

/** What tells whether a file has changed. */
export interface FileStamp {
  sizeBytes: number;
  mtimeNs: bigint;
}

/** Of an open file. */
export function stampOf(fd: number): FileStamp {
  const { size, mtimeNs } = fstatSync(fd, { bigint: true });
  return { sizeBytes: Number(size), mtimeNs };
}

/** Opens a regular file; a missing or unreadable one, or a folder, is an InputError. */
function openForReading(path: string): { fd: number } & FileStamp {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK); // a named pipe must not make us wait for its writer
  } catch (error) {
    throw new InputError({ where: path, message: cannotRead(error) }, { cause: error });
  }
  const stat = fstatSync(fd, { bigint: true });
  if (stat.isFile()) return { fd, sizeBytes: Number(stat.size), mtimeNs: stat.mtimeNs };
  closeSync(fd);
  return refuse(path, stat.isDirectory() ? 'is a folder, expected a file' : 'is not a regular file');
}

/** Node takes lengths below 2^31 only. */
const LARGEST_READ = 1 << 30;

/** A file opened for reading by position; every trouble is an InputError that names it. */
export class InputFile implements ByteSource, FileStamp {
  readonly path: string;
  readonly fd: number;
  readonly sizeBytes: number;
  readonly mtimeNs: bigint;
  private isOpen = true;

  /** @param opened a descriptor that is taken over, then `path` is for messages only; default: the path is opened */
  constructor(path: string, opened = openForReading(path)) {
    this.path = path;
    this.fd = opened.fd;
    this.sizeBytes = opened.sizeBytes;
    this.mtimeNs = opened.mtimeNs;
  }

  /** Reads up to `length` bytes into `into` at `at`; fewer only at the end of the file. Returns how many. */
  read(position: number, into: Uint8Array, at = 0, length = into.length - at): number {
    let done = 0;
    while (done < length) {
      const got = this.readOnce(position + done, into, at + done, length - done);
      if (got === 0) break;
      done += got;
    }
    return done;
  }

  /** Exactly these bytes; the size is checked against the file before memory is taken for them. */
  bytes(position: number, length: number, what: string): Uint8Array<ArrayBuffer> {
    this.require(position, length, what);
    const bytes = new Uint8Array(length);
    this.readFully(bytes, position);
    return bytes;
  }

  /** Refuses a file that ends before `position + length`. */
  require(position: number, length: number, what: string): void {
    if (length >= 0 && position + length <= this.sizeBytes) return;
    refuse(
      this.path,
      `is truncated or damaged: ${what} needs ${length} bytes at byte ${position}, the file has ${this.sizeBytes}`,
    );
  }

  readFully(into: Uint8Array, position: number): void {
    const done = this.read(position, into);
    if (done < into.length)
      refuse(this.path, `ends at byte ${position + done}; it was cut short while it was being read`);
  }

  close(): void {
    if (this.isOpen) closeSync(this.fd);
    this.isOpen = false;
  }

  private readOnce(position: number, into: Uint8Array, at: number, length: number): number {
    try {
      return readSync(this.fd, into, at, Math.min(length, LARGEST_READ), position);
    } catch (error) {
      throw new InputError({ where: this.path, message: cannotRead(error) }, { cause: error });
    }
  }
}

/** Opens, uses and closes. */
export function withInputFile<T>(path: string, use: (file: InputFile) => T): T {
  const file = new InputFile(path);
  try {
    return use(file);
  } finally {
    file.close();
  }
}
