import { writeFileSync } from 'node:fs';
import { encodeHeader, encodeLabels, LAYOUT, MAP_ID, type RawHeader } from '../../src/formats/mrc/layout.ts';

export interface MrcFile {
  columns: number;
  rows: number;
  sections?: number;
  mode: number;
  /** The stored bytes, little-endian; words are turned round for `bigEndian`. */
  data: Uint8Array;
  bigEndian?: boolean;
  extended?: Uint8Array;
  fields?: Partial<RawHeader>;
}

const WORD_BYTES: Record<number, number> = { 1: 2, 2: 4, 3: 2, 4: 4, 6: 2, 12: 2 };

/** The bytes of an MRC file of any mode, for readers to be tried on. */
export function mrcBytes({ columns, rows, sections = 1, mode, data, bigEndian, extended, fields }: MrcFile): Buffer {
  const header = encodeHeader({
    columns,
    rows,
    sections,
    mode,
    grid: [columns, rows, 1],
    cellA: [2 * columns, 2 * rows, 2],
    cellAnglesDeg: [90, 90, 90],
    axes: [1, 2, 3],
    extendedBytes: extended?.length ?? 0,
    mapId: MAP_ID,
    machineStamp: bigEndian ? Uint8Array.of(0x11, 0x11, 0, 0) : Uint8Array.of(0x44, 0x44, 0, 0),
    labelBytes: encodeLabels([]),
    ...fields,
  });
  const body = Buffer.from(data);
  if (bigEndian) {
    turnWords(header);
    if (WORD_BYTES[mode] === 2) body.swap16();
    if (WORD_BYTES[mode] === 4) body.swap32();
  }
  return Buffer.concat([header, extended ?? new Uint8Array(0), body]);
}

function turnWords(header: Uint8Array): void {
  for (const { offset, type, count } of Object.values(LAYOUT)) {
    if (type !== 'bytes') Buffer.from(header.buffer, offset, 4 * count).swap32();
  }
}

export function writeMrcFile(path: string, file: MrcFile): string {
  writeFileSync(path, mrcBytes(file));
  return path;
}

/** The bytes of numbers as their array keeps them. */
export function bytesOf(array: NodeJS.TypedArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
