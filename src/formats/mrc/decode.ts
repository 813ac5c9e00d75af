import { widenFloat16 } from '../numpy/dtype.ts';
import type { ByteOrder } from './byte-order.ts';

/**
 * Turns `count` stored pixels into numbers: from the start of `bytes` (which it may swap in place; its memory is aligned
 * to 4 bytes) into `into` from index `at`. `phase` 1: begin with the second pixel of the first byte (mode 101).
 */
export type Decoder = (bytes: Uint8Array, into: Float32Array, at: number, count: number, phase: number) => void;

/** The decoder of an image mode other than 2, whose bytes need none. */
export function decoderOf(mode: number, byteOrder: ByteOrder, signedBytes: boolean): Decoder {
  switch (mode) {
    case 0:
      return (bytes, into, at, count) => {
        into.set(signedBytes ? new Int8Array(bytes.buffer, bytes.byteOffset, count) : bytes.subarray(0, count), at);
      };
    case 1:
      return (bytes, into, at, count) => {
        if (byteOrder === 'big') asBuffer(bytes).swap16();
        into.set(new Int16Array(bytes.buffer, bytes.byteOffset, count), at);
      };
    case 6:
      return (bytes, into, at, count) => into.set(words(bytes, byteOrder, count), at);
    case 12:
      return (bytes, into, at, count) => decodeHalves(words(bytes, byteOrder, count), into, at);
    case 101:
      return decodeNibbles;
    default:
      throw new Error(`no decoder for MRC mode ${mode}`);
  }
}

function words(bytes: Uint8Array, byteOrder: ByteOrder, count: number): Uint16Array {
  if (byteOrder === 'big') asBuffer(bytes).swap16();
  return new Uint16Array(bytes.buffer, bytes.byteOffset, count);
}

/** The same memory. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The low nibble is the earlier pixel. */
function decodeNibbles(bytes: Uint8Array, into: Float32Array, at: number, count: number, phase: number): void {
  for (let i = 0, nibble = phase; i < count; i++, nibble++) {
    into[at + i] = (bytes[nibble >> 1]! >> (4 * (nibble & 1))) & 15;
  }
}

let halves: Float32Array | undefined;

/** By a table of all 65,536 halves. */
function decodeHalves(codes: Uint16Array, into: Float32Array, at: number): void {
  const values = (halves ??= widenFloat16(Uint16Array.from({ length: 0x10000 }, (_, code) => code)));
  for (let i = 0; i < codes.length; i++) into[at + i] = values[codes[i]!]!;
}
