import { HEADER_BYTES, type RawHeader } from './layout.ts';
import { MODES, listModes } from './modes.ts';

/** How pixels lie in the file: pixel i of row y of section s is number (s * rows + y) * rowStridePx + i from `dataOffset`. */
export interface DataLayout {
  dataOffset: number;
  bitsPerPixel: number;
  /** Columns; for mode 101 with an odd number of columns possibly one more. */
  rowStridePx: number;
  dataBytes: number;
}

/** What keeps a header from describing the file it heads, or null. `field` is its name in the format's description. */
export interface HeaderFault {
  field: string;
  message: string;
}

/** The first thing that is wrong with a header for a file of `sizeBytes`, before anything is allocated. */
export function headerFault(header: RawHeader, sizeBytes: number): HeaderFault | null {
  if (!MODES[header.mode]) return { field: 'mode', message: `is ${header.mode}, expected one of ${listModes(false)}` };
  const sides = { 'columns (nx)': header.columns, 'rows (ny)': header.rows, 'sections (nz)': header.sections };
  for (const [field, value] of Object.entries(sides)) {
    if (value < 1) return { field, message: `is ${value}, expected a number above 0` };
  }
  if (header.extendedBytes < 0) {
    return { field: 'extended header (nsymbt)', message: `is ${header.extendedBytes} bytes, expected 0 or more` };
  }
  return sizeFault(header, sizeBytes);
}

function sizeFault(header: RawHeader, sizeBytes: number): HeaderFault | null {
  const { columns, rows, sections, mode, extendedBytes } = header;
  const { dataOffset, dataBytes, bitsPerPixel } = layoutOf(header, sizeBytes);
  const available = sizeBytes - dataOffset;
  if (available < 0) {
    const message = `of ${extendedBytes} bytes reaches beyond the end of the file (${sizeBytes} bytes)`;
    return { field: 'extended header (nsymbt)', message };
  }
  const shape = `${columns} x ${rows} x ${sections} pixels of ${MODES[mode]?.name} need ${dataBytes} bytes`;
  if (available < dataBytes) {
    return { field: 'size', message: `${shape}, the file has ${available} of them: it was cut short` };
  }
  if (bitsPerPixel === 4 && columns % 2 === 1 && available !== dataBytes) {
    const message = `${shape}, the file has ${available}: with odd columns only the exact size tells how rows are packed`;
    return { field: 'size', message };
  }
  return null;
}

/** Where the data lie. Mode 101 with odd columns: rows padded to whole bytes if the file's size says so. */
export function layoutOf(header: RawHeader, sizeBytes: number): DataLayout {
  const { columns, rows, sections, mode } = header;
  const dataOffset = HEADER_BYTES + header.extendedBytes;
  const bitsPerPixel = MODES[mode]?.bitsPerPixel ?? 8;
  const bytesWithStride = (stride: number) => Math.ceil((stride * rows * sections * bitsPerPixel) / 8);
  const odd = bitsPerPixel === 4 && columns % 2 === 1;
  const packedAsOneRun = (columns * rows) % 2 === 0 && sizeBytes - dataOffset === bytesWithStride(columns);
  const padded = odd && !packedAsOneRun;
  const rowStridePx = padded ? columns + 1 : columns;
  return { dataOffset, bitsPerPixel, rowStridePx, dataBytes: bytesWithStride(rowStridePx) };
}
