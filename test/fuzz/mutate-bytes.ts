import type { Random } from '../../src/base/random.ts';

/** Numbers at which sizes and counts go wrong. */
const EDGES = [0, 1, 2, 7, 127, 128, 255, 256, 32767, 65535, 65536, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];

/** Words of a file that mean something, and so are hit often. */
export interface Word {
  offset: number;
  /** 1, 2 or 4. */
  bytes: number;
}

/** Damages a file in one to three ways; half of the hits go to `words`, some pull other files' parts in. */
export function mutateBytes(
  seed: Uint8Array,
  random: Random,
  words: readonly Word[] = [],
  others: readonly Uint8Array[] = [],
): Uint8Array {
  let bytes: Buffer = Buffer.from(seed);
  for (let left = 1 + random.below(3); left > 0 && bytes.length > 0; left--)
    bytes = damage(bytes, random, words, others);
  return bytes;
}

function damage(bytes: Buffer, random: Random, words: readonly Word[], others: readonly Uint8Array[]): Buffer {
  if (words.length > 0 && random.below(2)) return setWord(bytes, random, words[random.below(words.length)]!);
  const at = random.below(bytes.length);
  const length = 1 + random.below(random.below(4) ? 8 : Math.max(1, bytes.length - at));
  switch (random.below(9)) {
    case 0:
      bytes[at]! ^= 1 << random.below(8);
      return bytes;
    case 1:
      bytes[at] = random.below(256);
      return bytes;
    case 2:
      return setWord(bytes, random, { offset: at, bytes: [1, 2, 4][random.below(3)]! });
    case 3:
      return bytes.subarray(0, at);
    case 4:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 5:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    case 6:
      bytes.copyWithin(random.below(bytes.length), at, at + length);
      return bytes;
    case 7:
      return Buffer.concat([bytes, Buffer.alloc(length, random.below(256))]);
    default: {
      const other = others.length > 0 ? others[random.below(others.length)]! : bytes;
      return Buffer.concat([bytes.subarray(0, at), other.subarray(Math.min(at, other.length))]);
    }
  }
}

/** An edge, its negative, or something near the old value; either byte order. */
function setWord(bytes: Buffer, random: Random, { offset, bytes: size }: Word): Buffer {
  if (offset + size > bytes.length) return bytes;
  const little = random.below(4) > 0;
  const old = little ? bytes.readUIntLE(offset, size) : bytes.readUIntBE(offset, size);
  const choices = [
    EDGES[random.below(EDGES.length)]!,
    -EDGES[random.below(EDGES.length)]!,
    old + 1,
    old - 1,
    old * 2,
    old >>> 1,
  ];
  const limit = 2 ** (8 * size);
  const value = ((choices[random.below(choices.length)]! % limit) + limit) % limit;
  if (little) bytes.writeUIntLE(value, offset, size);
  else bytes.writeUIntBE(value, offset, size);
  return bytes;
}
