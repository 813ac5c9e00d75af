import fc from 'fast-check';
import { snappyCompress } from 'hysnappy';
import { describe, expect, it } from 'vitest';
import { decodeLz4Block } from '../../../src/formats/cs/lz4.ts';
import { decodeSnappy, snappyLength } from '../../../src/formats/cs/snappy.ts';

/** Bytes with repeats, so that copies of all lengths and distances come up. */
const bytes = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 90 })), { maxLength: 12 })
  .map((parts) =>
    Uint8Array.from(parts.flatMap(([part, times]) => Array.from({ length: times }, () => [...part]).flat())),
  );

const DECODERS = { lz4: decodeLz4Block, snappy: decodeSnappy };

describe('decodeSnappy', () => {
  it('undoes another implementation', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        const block = snappyCompress(data);
        expect(snappyLength(block).length).toBe(data.length);
        const output = new Uint8Array(data.length);
        decodeSnappy(block, output);
        expect(output).toEqual(data);
      }),
    );
  });
});

describe('decodeLz4Block', () => {
  const decode = (block: number[], length: number) => {
    const output = new Uint8Array(length);
    decodeLz4Block(Uint8Array.from(block), output);
    return [...output];
  };
  it('copies runs that overlap themselves, and long ones', () => {
    expect(decode([0x12, 7, 1, 0, 0x10, 9], 8)).toEqual([7, 7, 7, 7, 7, 7, 7, 9]);
    expect(decode([0x1f, 7, 1, 0, 255, 1, 0x10, 9], 277)).toEqual([...Array<number>(276).fill(7), 9]);
    expect(decode([0xf0, 1, ...Array<number>(16).fill(5)], 16)).toEqual(Array<number>(16).fill(5));
  });
  it.each([
    ['distance 0', [0x12, 7, 0, 0, 0x10, 9], 8],
    ['a distance in front of the start', [0x12, 7, 2, 0, 0x10, 9], 8],
    ['literals past the input', [0x50, 1, 2], 5],
    ['an end within a length', [0xf0, 255], 300],
    ['too little output', [0x10, 9], 2],
    ['too much output', [0x20, 9, 9], 1],
  ])('refuses %s', (_, block, length) => {
    expect(() => decode(block, length)).toThrow(RangeError);
  });
});

describe.each(Object.entries(DECODERS))('%s', (_, decoder) => {
  it('fills its output or throws a RangeError, whatever the input', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(300), (block, length) => {
        try {
          decoder(block, new Uint8Array(length));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
