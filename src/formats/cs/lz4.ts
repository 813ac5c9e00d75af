import { byteAt, copyWithin } from './block-bytes.ts';

/**
 * Decodes one raw LZ4 block (no frame) into `output`, which must be filled exactly.
 * @throws RangeError when the block is damaged; never reads or writes outside the two arrays
 */
export function decodeLz4Block(input: Uint8Array, output: Uint8Array): void {
  let p = 0;
  let o = 0;
  /** A length whose nibble is 15 goes on in bytes until one is not 255. */
  const extend = (nibble: number): number => {
    let length = nibble;
    for (let more = nibble === 15 ? 255 : 0; more === 255; length += more) more = byteAt(input, p++);
    return length;
  };
  while (p < input.length) {
    const token = byteAt(input, p++);
    const literals = extend(token >> 4);
    if (p + literals > input.length || o + literals > output.length) throw new RangeError('a literal run is too long');
    output.set(input.subarray(p, p + literals), o);
    p += literals;
    o += literals;
    if (p === input.length) break;
    const distance = byteAt(input, p) | (byteAt(input, p + 1) << 8);
    p += 2;
    const length = extend(token & 15) + 4;
    copyWithin(output, o, distance, length);
    o += length;
  }
  if (o !== output.length) throw new RangeError(`it gives ${o} bytes, expected ${output.length}`);
}
