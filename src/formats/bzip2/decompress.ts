/**
 * bzip2 decompression (the format as documented by its author J. Seward): a file is one or more streams; a stream is blocks
 * of up to 900,000 bytes; a block is run-lengths -> Burrows-Wheeler -> move-to-front -> run-lengths -> Huffman codes.
 */

import { BitReader } from './bit-reader.ts';
import { Bzip2Error } from './error.ts';
import { HuffmanTable } from './huffman.ts';
import { OutputBuffer } from './output.ts';

const BLOCK_MAGIC = 0x314159265359;
const END_MAGIC = 0x177245385090;
/** Symbols between two changes of the Huffman table. */
const GROUP_SIZE = 50;

/** Decompresses all streams, handing out each block's bytes (valid only during the call). */
export function decompressBzip2(nextChunk: () => Uint8Array | null, write: (bytes: Uint8Array) => void): void {
  const bits = new BitReader(nextChunk);
  do decompressStream(bits, write);
  while (!bits.atEnd());
}

function decompressStream(bits: BitReader, write: (bytes: Uint8Array) => void): void {
  const level = bits.read(24) === 0x425a68 ? bits.read(8) - 0x30 : 0;
  if (level < 1 || level > 9) throw new Bzip2Error('no bzip2 header where one should be');
  const block = new Uint32Array(100_000 * level);
  const output = new OutputBuffer(write);
  let streamCrc = 0;
  for (;;) {
    const magic = bits.read(24) * 0x1000000 + bits.read(24);
    const crc = bits.read(32);
    if (magic === END_MAGIC) {
      if (crc !== streamCrc) throw new Bzip2Error('the checksum of the whole is wrong');
      bits.alignToByte();
      return;
    }
    if (magic !== BLOCK_MAGIC) throw new Bzip2Error('no block where one should be');
    const blockCrc = unsortBlock(readBlock(bits, block), block, output);
    if (blockCrc !== crc) throw new Bzip2Error('the checksum of a block is wrong');
    streamCrc = (((streamCrc << 1) | (streamCrc >>> 31)) ^ blockCrc) >>> 0;
  }
}

interface SortedBlock {
  /** Bytes in the low 8 bits of `block`, in sorted-rotation order. */
  length: number;
  /** Row of the sorted rotations that is the block itself. */
  origin: number;
  counts: Uint32Array;
}

function readBlock(bits: BitReader, block: Uint32Array): SortedBlock {
  if (bits.read(1)) throw new Bzip2Error('randomised blocks (bzip2 before 0.9.5) are not supported');
  const origin = bits.read(24);
  const alphabet = readAlphabet(bits);
  const tableCount = bits.read(3);
  const selectorCount = bits.read(15);
  if (tableCount < 2 || tableCount > 6 || selectorCount < 1) throw new Bzip2Error('bad Huffman table counts');
  const selectors = readSelectors(bits, tableCount, selectorCount);
  const tables = Array.from({ length: tableCount }, () => new HuffmanTable(bits, alphabet.length + 2));
  const counts = new Uint32Array(256);
  const length = readSymbols(bits, block, alphabet, selectors, tables, counts);
  if (origin >= length) throw new Bzip2Error('bad origin of a block');
  return { length, origin, counts };
}

function readAlphabet(bits: BitReader): Uint8Array {
  const groups = bits.read(16);
  const used: number[] = [];
  for (let group = 0; group < 16; group++) {
    if (!(groups & (0x8000 >> group))) continue;
    const members = bits.read(16);
    for (let i = 0; i < 16; i++) if (members & (0x8000 >> i)) used.push(16 * group + i);
  }
  if (used.length === 0) throw new Bzip2Error('a block without symbols');
  return Uint8Array.from(used);
}

/** Which Huffman table each group of 50 symbols uses, move-to-front coded. */
function readSelectors(bits: BitReader, tableCount: number, count: number): Uint8Array {
  const order = Array.from({ length: tableCount }, (_, i) => i);
  return Uint8Array.from({ length: count }, () => {
    let place = 0;
    while (bits.read(1)) if (++place >= tableCount) throw new Bzip2Error('bad Huffman table selector');
    const [table] = order.splice(place, 1) as [number];
    order.unshift(table);
    return table;
  });
}

/** Decodes Huffman codes, zero runs and move-to-front into `block`; returns the number of bytes. */
function readSymbols(
  bits: BitReader,
  block: Uint32Array,
  alphabet: Uint8Array,
  selectors: Uint8Array,
  tables: HuffmanTable[],
  counts: Uint32Array,
): number {
  const order = alphabet.slice();
  const end = alphabet.length + 1;
  let length = 0;
  for (let group = 0, run = 0, weight = 1; group < selectors.length; group++) {
    const table = tables[selectors[group]!]!;
    for (let i = 0; i < GROUP_SIZE; i++) {
      const symbol = table.read(bits);
      if (symbol <= 1) {
        run += weight << symbol; // symbols 0 and 1: a run's length in bijective base 2
        weight *= 2;
        if (run > block.length) throw new Bzip2Error('a block is too long');
        continue;
      }
      if (length + run >= block.length + (symbol === end ? 1 : 0)) throw new Bzip2Error('a block is too long');
      if (run > 0) {
        block.fill(order[0]!, length, length + run);
        counts[order[0]!]! += run;
        length += run;
        run = 0;
        weight = 1;
      }
      if (symbol === end) return length;
      const byte = order[symbol - 1]!;
      order.copyWithin(1, 0, symbol - 1);
      order[0] = byte;
      block[length++] = byte;
      counts[byte]!++;
    }
  }
  throw new Bzip2Error('a block without an end');
}

/** Undoes the Burrows-Wheeler sort and the outer run-lengths; returns the checksum of the bytes written. */
function unsortBlock({ length, origin, counts }: SortedBlock, block: Uint32Array, output: OutputBuffer): number {
  for (let byte = 0, sum = 0; byte < 256; byte++) {
    const count = counts[byte]!;
    counts[byte] = sum;
    sum += count;
  }
  for (let i = 0; i < length; i++) {
    const byte = block[i]! & 0xff;
    const place = counts[byte]!++;
    block[place] = (block[place]! | (i << 8)) >>> 0;
  }
  output.startBlock();
  let entry = block[origin]!;
  for (let i = 0, equal = 0, previous = -1; i < length; i++) {
    entry = block[entry >>> 8]!;
    const byte = entry & 0xff;
    if (equal === 4) {
      output.repeat(previous, byte);
      equal = 0;
      previous = -1;
      continue;
    }
    equal = byte === previous ? equal + 1 : 1;
    previous = byte;
    output.put(byte);
  }
  return output.endBlock();
}
