import { refuse } from '../base/errors.ts';

/** Bytes that are read by position: a file, or a decompressed copy of one. */
export interface ByteSource {
  /** The file the user named, for messages. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Fills `into` from `position`; an InputError when the bytes end before. */
  readFully(into: Uint8Array, position: number): void;
  close(): void;
}

/** Bytes in memory; `path` is for messages only. */
export class MemorySource implements ByteSource {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
  constructor(path: string, bytes: Uint8Array) {
    this.path = path;
    this.bytes = bytes;
    this.sizeBytes = bytes.length;
  }

  readFully(into: Uint8Array, position: number): void {
    if (position + into.length > this.sizeBytes) refuse(this.path, `ends at byte ${this.sizeBytes}`);
    into.set(this.bytes.subarray(position, position + into.length));
  }

  close(): void {}
}
