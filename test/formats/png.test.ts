import { crc32, inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { encodePng } from '../../src/formats/png.ts';

interface Chunk {
  type: string;
  data: Buffer;
}

/** Chunks of a PNG file, with their checksums checked. */
function chunksOf(png: Buffer): Chunk[] {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const chunks: Chunk[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    chunks.push({ type: body.toString('latin1', 0, 4), data: body.subarray(4) });
    at += 12 + length;
  }
  return chunks;
}

it.each([
  [1, 0],
  [3, 2],
  [4, 6],
] as const)('writes %i channels', (channels, colourType) => {
  const pixels = Uint8Array.from({ length: 2 * 3 * channels }, (_, i) => 7 * i);
  const [head, data, end] = chunksOf(Buffer.from(encodePng({ width: 2, height: 3, channels, pixels })));
  expect(head).toEqual({ type: 'IHDR', data: Buffer.of(0, 0, 0, 2, 0, 0, 0, 3, 8, colourType, 0, 0, 0) });
  expect(end).toEqual({ type: 'IEND', data: Buffer.alloc(0) });
  const rows = inflateSync(data!.data);
  for (let y = 0; y < 3; y++) {
    const row = rows.subarray(y * (2 * channels + 1), (y + 1) * (2 * channels + 1));
    expect([...row]).toEqual([0, ...pixels.subarray(y * 2 * channels, (y + 1) * 2 * channels)]);
  }
});

it('refuses a wrong number of pixels', () => {
  expect(() => encodePng({ width: 2, height: 2, channels: 1, pixels: new Uint8Array(5) })).toThrow(RangeError);
});
