import { byteAt, copyWithin } from './block-bytes.ts';

/** A Snappy copy of 2 bytes gives at most 64: a block cannot grow by more than this. */
export const SNAPPY_MAX_RATIO = 32;

/** The length that a raw Snappy block declares, and where its tags begin. RangeError when it is damaged. */
export function snappyLength(input: Uint8Array): { length: number; start: number } {
  let length = 0;
  for (let i = 0; i < 5; i++) {
    const byte = byteAt(input, i);
    length += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return { length, start: i + 1 };
  }
  throw new RangeError('its length is damaged');
}

/**
 * Decodes one raw Snappy block (no framing) into `output`, which must be filled exactly.
 * @throws RangeError when the block is damaged; never reads or writes outside the two arrays
 */
export function decodeSnappy(input: Uint8Array, output: Uint8Array): void {
  let p = snappyLength(input).start;
  let o = 0;
  while (p < input.length) {
    const tag = byteAt(input, p++);
    const kind = tag & 3;
    if (kind === 0) {
      const extra = Math.max(0, (tag >> 2) - 59);
      const length = 1 + (extra ? littleEndian(input, p, extra) : tag >> 2);
      p += extra;
      if (p + length > input.length || o + length > output.length) throw new RangeError('a literal run is too long');
      output.set(input.subarray(p, p + length), o);
      p += length;
      o += length;
      continue;
    }
    const distanceBytes = kind === 3 ? 4 : kind;
    const length = kind === 1 ? 4 + ((tag >> 2) & 7) : 1 + (tag >> 2);
    const distance = littleEndian(input, p, distanceBytes) + (kind === 1 ? (tag >> 5) << 8 : 0);
    p += distanceBytes;
    copyWithin(output, o, distance, length);
    o += length;
  }
  if (o !== output.length) throw new RangeError(`it gives ${o} bytes, expected ${output.length}`);
}

function littleEndian(input: Uint8Array, p: number, bytes: number): number {
  let value = 0;
  for (let i = bytes - 1; i >= 0; i--) value = value * 256 + byteAt(input, p + i);
  return value;
}
