import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { InputError, cannotRead, refuse } from '../base/errors.ts';

/** What tells whether a file has changed. */
export interface FileStamp {
  sizeBytes: number;
  mtimeNs: bigint;
}

/** Opens a regular file and asks for its stamp; a missing or unreadable one, or a folder, is an InputError. */
export function openForReading(path: string): { fd: number } & FileStamp {
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

/** A file opened for reading by position; every trouble is an InputError that names it. */
export class InputFile {
  readonly path: string;
  readonly sizeBytes: number;
  private readonly fd: number;

  constructor(path: string) {
    this.path = path;
    const { fd, sizeBytes } = openForReading(path);
    this.fd = fd;
    this.sizeBytes = sizeBytes;
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
    if (this.read(position, bytes) < length) refuse(this.path, `became shorter while it was read (${what})`);
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

  close(): void {
    closeSync(this.fd);
  }

  private readOnce(position: number, into: Uint8Array, at: number, length: number): number {
    try {
      return readSync(this.fd, into, at, length, position);
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
