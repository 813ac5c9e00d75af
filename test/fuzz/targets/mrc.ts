import { gzipSync } from 'node:zlib';
import { mrcBytes } from '../../helpers/mrc-file.ts';
import { LAYOUT } from '../../../src/formats/mrc/layout.ts';
import { openMrc, type MrcReader } from '../../../src/formats/mrc/read.ts';
import { Random } from '../../../src/base/random.ts';
import { mutateBytes, type Word } from '../mutate-bytes.ts';
import { confirm, type Target, type Verdict } from '../target.ts';
import { verdictOf } from './refusal.ts';

const HEADER_WORDS: Word[] = Object.values(LAYOUT).flatMap(({ offset, type, count }) =>
  type === 'bytes' && count > 8
    ? []
    : Array.from({ length: type === 'bytes' ? 1 : count }, (_, i) => ({ offset: offset + 4 * i, bytes: 4 })),
);
const BITS: Record<number, number> = { 0: 8, 1: 16, 2: 32, 6: 16, 12: 16, 101: 4 };

function randomBytes(length: number, seed: number): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from({ length }, () => random.below(256));
}

function images(): Uint8Array[] {
  return Object.entries(BITS).flatMap(([mode, bits]) => {
    const data = randomBytes((12 * 10 * 3 * bits) / 8, Number(mode));
    const plain = { columns: 12, rows: 10, sections: 3, mode: Number(mode), data };
    const more = { ...plain, bigEndian: bits !== 4, extended: new Uint8Array(256) };
    return [mrcBytes(plain), mrcBytes(more)];
  });
}

export function mrcTargets(): Target[] {
  const seeds = images();
  const judge = (path: string): Verdict => {
    let isHead = true;
    return verdictOf(
      path,
      () => {
        const reader = openMrc(path);
        isHead = false;
        try {
          return confirmImages(reader, bytesOf(reader));
        } finally {
          reader.close();
        }
      },
      () => isHead,
    );
  };
  return [
    { name: 'mrc', seeds, mutate: (seed, random) => mutateBytes(seed, random, HEADER_WORDS, seeds), judge },
    {
      name: 'mrc in gzip',
      seeds: seeds.map((seed) => gzipSync(seed)),
      // As often the image inside is damaged as the file around it.
      mutate: (seed, random) =>
        random.below(2)
          ? mutateBytes(seed, random)
          : gzipSync(mutateBytes(seeds[random.below(seeds.length)]!, random, HEADER_WORDS, seeds), { level: 1 }),
      judge,
    },
  ];
}

/** All bytes behind a reader, decompressed. */
function bytesOf(reader: MrcReader): DataView {
  const { source } = reader as unknown as {
    source: { sizeBytes: number; readFully(into: Uint8Array, at: number): void };
  };
  const bytes = new Uint8Array(source.sizeBytes);
  source.readFully(bytes, 0);
  return new DataView(bytes.buffer);
}

/** The header says what stands in the file, the data lie inside it, and every pixel is what its bits mean. */
function confirmImages(reader: MrcReader, view: DataView): Verdict {
  const { columns, rows, sections, mode, byteOrder, extendedBytes, rowStridePx } = reader.header;
  const little = byteOrder === 'little';
  const word = (offset: number) => view.getInt32(offset, little);
  confirm(
    [columns, rows, sections, mode, extendedBytes].join() === [0, 4, 8, 12, 92].map(word).join(),
    'another header',
  );
  const bits = BITS[mode] ?? 0;
  const start = 1024 + extendedBytes;
  confirm(bits > 0 && columns > 0 && rows > 0 && sections > 0, `mode ${mode} is read`);
  confirm(start + Math.ceil((columns * rows * sections * bits) / 8) <= view.byteLength, 'data beyond the file');
  const stride = mode === 101 ? rowStridePx : columns;
  const pixels = reader.readSections(0, sections);
  confirm(pixels.length === columns * rows * sections, 'another number of pixels');
  const asStored = (signed: boolean) =>
    pixels.every((pixel, i) => {
      const at = Math.floor(i / columns) * stride + (i % columns);
      return Object.is(pixel, Math.fround(pixelAt(view, start, at, mode, little, signed)));
    });
  confirm(asStored(true) || (mode === 0 && asStored(false)), 'other pixels');
  return 'read';
}

function pixelAt(view: DataView, start: number, at: number, mode: number, little: boolean, signed: boolean): number {
  switch (mode) {
    case 0:
      return signed ? view.getInt8(start + at) : view.getUint8(start + at);
    case 1:
      return view.getInt16(start + 2 * at, little);
    case 2:
      return view.getFloat32(start + 4 * at, little);
    case 6:
      return view.getUint16(start + 2 * at, little);
    case 12:
      return half(view.getUint16(start + 2 * at, little));
    default:
      return (view.getUint8(start + (at >> 1)) >> (at % 2 ? 4 : 0)) & 15;
  }
}

function half(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}
