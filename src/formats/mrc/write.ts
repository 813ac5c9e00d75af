import { closeSync, fstatSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { commitFile, temporaryName, writeFully } from '../../base/atomic-file.ts';
import { Crc32Joiner } from '../crc32-joiner.ts';
import { HEADER_BYTES, LABEL_COUNT, MAP_ID, encodeHeader, encodeLabels } from './layout.ts';
import { NO_PIXELS, mergeStats, pixelStats, rmsOf, type PixelStats } from './statistics.ts';

export interface MrcShape {
  columns: number;
  rows: number;
  sections: number;
  /** null: unknown, the cell is 0. */
  pixelSizeA: number | null;
  /** Default: 0, 0, 0. */
  originA?: readonly number[];
  /** At most ten are kept, of 80 characters each; default: none. */
  labels?: readonly string[];
  /** Images rather than a volume. */
  stack: boolean;
}

/** Statistics and checksum of a section (or any run of pixels) that was written. */
export interface SectionStats extends PixelStats {
  /** Of the bytes as they are in the file. */
  crc32: number;
}

/** What identifies the finished file. */
export interface WrittenFile {
  sizeBytes: number;
  mtimeNs: bigint;
  crc32: number;
}

/**
 * Writes pixels at a byte offset of an MRC file that is being made; any thread that knows the descriptor may do so.
 * (float32, little-endian, as every machine that runs Node keeps them)
 */
export function writePixels(fd: number, offset: number, data: Float32Array, stats = pixelStats(data)): SectionStats {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  writeFully(fd, bytes, offset);
  return { ...stats, crc32: crc32(bytes) };
}

/** Statistics and checksum of runs that follow one another. */
export function joinRuns(runs: readonly SectionStats[]): SectionStats {
  const joiner = new Crc32Joiner();
  for (const { crc32: sum, pixels } of runs) joiner.append(sum, 4 * pixels);
  return { ...runs.reduce<PixelStats>(mergeStats, NO_PIXELS), crc32: joiner.crc };
}

/**
 * Writes a float32 MRC file under a temporary name beside `path`; `commit` gives it its header and its name, so that
 * under the final name there is a whole, flushed file or none.
 */
export class MrcWriter {
  readonly path: string;
  readonly shape: Readonly<MrcShape>;
  readonly fd: number;
  readonly temporary: string;
  private open = true;

  constructor(path: string, shape: MrcShape) {
    this.path = path;
    this.shape = shape;
    this.temporary = temporaryName(path);
    this.fd = openSync(this.temporary, 'w');
  }

  /** Where the bytes of section `index` begin; for `writePixels` of other threads. */
  sectionOffset(index: number): number {
    return HEADER_BYTES + 4 * index * this.shape.rows * this.shape.columns;
  }

  writeSection(index: number, data: Float32Array): SectionStats {
    return writePixels(this.fd, this.sectionOffset(index), data);
  }

  /** Writes the header, flushes everything and puts the file in place. `stats`: of all that was written, in file order. */
  commit(stats: readonly SectionStats[]): WrittenFile {
    try {
      const checksum = this.complete(stats);
      fsyncSync(this.fd);
      const { size, mtimeNs } = fstatSync(this.fd, { bigint: true });
      this.close();
      commitFile(this.temporary, this.path);
      return { sizeBytes: Number(size), mtimeNs, crc32: checksum };
    } catch (error) {
      this.abort();
      throw error;
    }
  }

  /**
   * The part of `commit` before the disk: writes the header and returns the checksum of the whole file. For callers that
   * flush `fd`, `close` and rename `temporary` without blocking their thread.
   */
  complete(stats: readonly SectionStats[]): number {
    const total = stats.reduce(mergeStats, NO_PIXELS);
    const { columns, rows, sections } = this.shape;
    if (total.pixels !== columns * rows * sections) {
      throw new Error(`${this.path}: ${total.pixels} pixels were written, not ${columns} x ${rows} x ${sections}`);
    }
    const header = headerOf(this.shape, total);
    writeFully(this.fd, header, 0);
    const joiner = new Crc32Joiner();
    joiner.append(crc32(header), header.length);
    for (const part of stats) joiner.append(part.crc32, 4 * part.pixels);
    return joiner.crc;
  }

  /** Gives up: the temporary file is removed. */
  abort(): void {
    this.close();
    rmSync(this.temporary, { force: true });
  }

  close(): void {
    if (this.open) closeSync(this.fd);
    this.open = false;
  }
}

/** Writes a whole file; `sectionAt` gives the pixels of each section, row-major. */
export function writeMrc(path: string, shape: MrcShape, sectionAt: (section: number) => Float32Array): WrittenFile {
  const writer = new MrcWriter(path, shape);
  return writer.commit(Array.from({ length: shape.sections }, (_, i) => writer.writeSection(i, sectionAt(i))));
}

/** The header by the field rules of docs/formats.md. */
function headerOf(
  { columns, rows, sections, pixelSizeA, originA = [0, 0, 0], labels = [], stack }: MrcShape,
  total: PixelStats,
): Uint8Array {
  const isVolume = !stack && sections > 1;
  const grid = [columns, rows, isVolume ? sections : 1];
  const usedLabels = labels.filter((label) => label.trim() !== '').slice(0, LABEL_COUNT);
  return encodeHeader({
    columns,
    rows,
    sections,
    mode: 2,
    grid,
    cellA: grid.map((count) => count * (pixelSizeA ?? 0)),
    cellAnglesDeg: [90, 90, 90],
    axes: [1, 2, 3],
    ...headerStats(total),
    ispg: isVolume ? 1 : 0,
    version: 20141,
    originA: [...originA],
    mapId: MAP_ID,
    machineStamp: Uint8Array.of(0x44, 0x44, 0, 0),
    labelCount: usedLabels.length,
    labelBytes: encodeLabels(usedLabels),
  });
}

/** Without a finite pixel: the values that mean "unknown" (max < min, mean below both, rms negative). */
function headerStats(total: PixelStats): { min: number; max: number; mean: number; rms: number } {
  if (total.finite === 0) return { min: 0, max: -1, mean: -2, rms: -1 };
  return { min: total.min, max: total.max, mean: total.mean, rms: rmsOf(total) };
}
