import { refuse } from '../../base/errors.ts';
import type { ByteSource } from '../byte-source.ts';
import { openByteSource } from '../compressed.ts';
import { asBuffer, decoderOf, type Decoder } from './decode.ts';
import { readHeader, type CheckedHeader, type MrcHeader } from './header.ts';
import { MODES, listModes } from './modes.ts';
import { byteSign } from './signed-bytes.ts';

export interface OpenOptions {
  /** How mode 0 is meant; by default the header is asked (signed-bytes.ts). */
  bytes?: 'signed' | 'unsigned';
}

/** Opens an MRC file that holds images (plain, gzip or bzip2); anything else is an InputError. */
export function openMrc(path: string, options: OpenOptions = {}): MrcReader {
  const source = openByteSource(path);
  try {
    return new MrcReader(source, readHeader(source), options);
  } catch (error) {
    source.close();
    throw error;
  }
}

/** Bytes decoded at a time where the stored type is not float32. */
const SCRATCH_BYTES = 1 << 20;

/**
 * Reads images by position; memory use does not depend on the file's size. All pixels come as float32, rows in the file's
 * order, index = row * columns + column.
 */
export class MrcReader {
  readonly path: string;
  readonly header: MrcHeader;
  readonly warnings: string[];
  /** Of the (decompressed) file. */
  readonly sizeBytes: number;
  private readonly source: ByteSource;
  /** null for mode 2: its bytes are read straight into the caller's array. */
  private readonly decode: Decoder | null;
  private scratch: Uint8Array | undefined;

  constructor(source: ByteSource, { header, warnings }: CheckedHeader, options: OpenOptions = {}) {
    const { mode, byteOrder } = header;
    if (!MODES[mode]?.isImage) {
      const name = MODES[mode]?.name;
      refuse(source.path, `mode ${mode} (${name}) cannot be used as images, expected one of ${listModes(true)}`);
    }
    const sign = options.bytes ? { signed: options.bytes === 'signed' } : byteSign(header);
    this.path = source.path;
    this.header = header;
    this.warnings = mode === 0 && sign.warning ? [...warnings, sign.warning] : warnings;
    this.sizeBytes = source.sizeBytes;
    this.source = source;
    this.decode = mode === 2 ? null : decoderOf(mode, byteOrder, sign.signed);
  }

  /** One image; section 0 is the first. `into` holds rows x columns values; made when not given. */
  readSection(index: number, into?: Float32Array): Float32Array {
    return this.readSections(index, 1, into);
  }

  /** Several images one after the other. */
  readSections(first: number, count: number, into?: Float32Array): Float32Array {
    const { columns, rows, sections, rowStridePx } = this.header;
    if (!(first >= 0 && count >= 0 && first + count <= sections)) this.refuseSection(first + Math.max(count, 1) - 1);
    const pixels = columns * rows * count;
    const target = into ?? new Float32Array(pixels);
    const firstRow = first * rows;
    if (rowStridePx === columns) this.readRun(firstRow * columns, pixels, target, 0);
    else {
      for (let y = 0; y < rows * count; y++) this.readRun((firstRow + y) * rowStridePx, columns, target, y * columns);
    }
    return target;
  }

  /** The part of an image from column `x`, row `y`; it must lie inside. Reads only its bytes. */
  readRegion(
    section: number,
    x: number,
    y: number,
    width: number,
    height: number,
    into: Float32Array = new Float32Array(width * height),
  ): Float32Array {
    const { columns, rows, sections, rowStridePx } = this.header;
    if (!(section >= 0 && section < sections)) this.refuseSection(section);
    if (x < 0 || y < 0 || x + width > columns || y + height > rows) {
      refuse(this.path, `region ${width} x ${height} at ${x}, ${y} reaches beyond the image (${columns} x ${rows})`);
    }
    const first = (section * rows + y) * rowStridePx + x;
    if (width === rowStridePx) this.readRun(first, width * height, into, 0);
    else for (let row = 0; row < height; row++) this.readRun(first + row * rowStridePx, width, into, row * width);
    return into;
  }

  close(): void {
    this.source.close();
  }

  private refuseSection(index: number): never {
    const { sections } = this.header;
    return refuse(this.path, `has no section ${index}: it has ${sections}, counted from 0`);
  }

  /** Pixels that lie one after the other in the file, from number `first` (see DataLayout). */
  private readRun(first: number, count: number, into: Float32Array, at: number): void {
    if (at + count > into.length) throw new RangeError(`${into.length} values cannot hold ${at + count} pixels`);
    const { dataOffset, bitsPerPixel, byteOrder } = this.header;
    if (!this.decode) {
      const bytes = new Uint8Array(into.buffer, into.byteOffset + 4 * at, 4 * count);
      this.source.readFully(bytes, dataOffset + 4 * first);
      if (byteOrder === 'big') asBuffer(bytes).swap32();
      return;
    }
    const scratch = (this.scratch ??= new Uint8Array(SCRATCH_BYTES));
    const pixelsAtOnce = (8 * SCRATCH_BYTES) / bitsPerPixel - 1;
    for (let done = 0; done < count;) {
      const firstBit = (first + done) * bitsPerPixel;
      const phase = (firstBit % 8) / bitsPerPixel;
      const taken = Math.min(count - done, pixelsAtOnce);
      const bytes = scratch.subarray(0, Math.ceil(((taken + phase) * bitsPerPixel) / 8));
      this.source.readFully(bytes, dataOffset + Math.floor(firstBit / 8));
      this.decode(bytes, into, at + done, taken, phase);
      done += taken;
    }
  }
}
