import { closeSync, fstatSync, readSync } from 'node:fs';
import { InputError, cannotRead, refuse } from '../base/errors.ts';
import { openForReading } from './input-file.ts';

/** Bytes that are read by position: a file, or a decompressed copy of one. */
export interface ByteSource {
  /** The file the user named, for messages. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Fills `into` from `position`; an InputError when the bytes end before. */
  read(into: Uint8Array, position: number): void;
  close(): void;
}

/** Node takes lengths below 2^31 only. */
const LARGEST_READ = 1 << 30;

/** Opens a file; what cannot be read is an InputError. */
export function openFileSource(path: string): FileSource {
  const { fd, sizeBytes } = openForReading(path);
  return new FileSource(path, fd, sizeBytes);
}

export class FileSource implements ByteSource {
  readonly path: string;
  readonly fd: number;
  readonly sizeBytes: number;
  private open = true;
  /** Takes over an open descriptor; `path` is for messages only. */
  constructor(path: string, fd: number, sizeBytes = fstatSync(fd).size) {
    this.path = path;
    this.fd = fd;
    this.sizeBytes = sizeBytes;
  }

  read(into: Uint8Array, position: number): void {
    for (let done = 0; done < into.length;) {
      const got = this.readOnce(into, done, position + done);
      if (got === 0) refuse(this.path, `ends at byte ${position + done}; it was cut short while it was being read`);
      done += got;
    }
  }

  private readOnce(into: Uint8Array, at: number, position: number): number {
    try {
      return readSync(this.fd, into, at, Math.min(into.length - at, LARGEST_READ), position);
    } catch (error) {
      throw new InputError({ where: this.path, message: cannotRead(error) }, { cause: error });
    }
  }

  close(): void {
    if (this.open) closeSync(this.fd);
    this.open = false;
  }
}

export class MemorySource implements ByteSource {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
  constructor(path: string, bytes: Uint8Array) {
    this.path = path;
    this.bytes = bytes;
    this.sizeBytes = bytes.length;
  }

  read(into: Uint8Array, position: number): void {
    if (position + into.length > this.sizeBytes) refuse(this.path, `ends at byte ${this.sizeBytes}`);
    into.set(this.bytes.subarray(position, position + into.length));
  }

  close(): void {}
}
