import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Crc32Joiner } from '../../src/formats/crc32-joiner.ts';

/** CRC of A followed by B. */
function combined(crcOfA: number, crcOfB: number, bytesOfB: number): number {
  const joiner = new Crc32Joiner();
  joiner.crc = crcOfA;
  joiner.append(crcOfB, bytesOfB);
  return joiner.crc;
}

it('joins the checksums of two parts', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (a, b) => {
      expect(combined(crc32(a), crc32(b), b.length)).toBe(crc32(Buffer.concat([a, b])));
    }),
  );
});

it('joins many parts in order, of lengths beyond 2^32 too', () => {
  const joiner = new Crc32Joiner();
  const parts = ['one', 'two', 'six', 'eleven', ''].map((text) => Buffer.from(text));
  for (const part of parts) joiner.append(crc32(part), part.length);
  expect(joiner.crc).toBe(crc32(Buffer.concat(parts)));
  // 2^32 + 1 zero bytes in one step equal 2^31, 2^31 and 1 in three.
  const start = crc32(Buffer.from('x'));
  const steps = [2 ** 31, 2 ** 31, 1].reduce((crc, length) => combined(crc, 0, length), start);
  expect(combined(start, 0, 2 ** 32 + 1)).toBe(steps);
});
