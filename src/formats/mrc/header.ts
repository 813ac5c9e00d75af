import { refuse } from '../../base/errors.ts';
import type { ByteSource } from '../byte-source.ts';
import { decodeInBestOrder, hasMapId, isPlausibleWithoutMapId, stampedOrder, type ByteOrder } from './byte-order.ts';
import { headerFault, layoutOf, type DataLayout } from './data-layout.ts';
import { HEADER_BYTES, decodeLabels, type RawHeader } from './layout.ts';

/** A checked header: its sizes fit the file. */
export interface MrcHeader extends RawHeader, DataLayout {
  byteOrder: ByteOrder;
  /** Along X; null when the cell does not say. */
  pixelSizeA: number | null;
  /** Without blank ones. */
  labels: string[];
  mz: number;
}

export interface CheckedHeader {
  header: MrcHeader;
  /** What is odd about the file but does not keep it from being read. */
  warnings: string[];
}

/** Reads and checks the header of any mode; what cannot be read is an InputError that names the file and the field. */
export function readHeader(source: ByteSource): CheckedHeader {
  const { path, sizeBytes } = source;
  if (sizeBytes < HEADER_BYTES) refuse(path, `has ${sizeBytes} bytes, an MRC file has a header of ${HEADER_BYTES}`);
  const bytes = new Uint8Array(HEADER_BYTES);
  source.readFully(bytes, 0);
  const { header: raw, byteOrder } = decodeInBestOrder(bytes, sizeBytes);
  const fault = headerFault(raw, sizeBytes);
  const identified = hasMapId(raw.mapId);
  if (fault && !identified) refuse(path, `is not an MRC file: no map id, and its ${fault.field} ${fault.message}`);
  if (fault) refuse(path, `${fault.field} ${fault.message}`);
  if (!identified && !isPlausibleWithoutMapId(raw, sizeBytes)) {
    refuse(path, 'is not an MRC file: no map id, no machine stamp, and its size does not match its header');
  }
  const header: MrcHeader = {
    ...raw,
    ...layoutOf(raw, sizeBytes),
    byteOrder,
    pixelSizeA: pixelSizesA(raw)?.[0] ?? null,
    originA: raw.originA.map((value) => (Number.isFinite(value) ? value : 0)),
    labels: decodeLabels(raw.labelBytes),
    mz: raw.grid[2] ?? 0,
  };
  return { header, warnings: warningsOf(header, sizeBytes) };
}

/** Cell / grid along X, Y, Z; null when unknown: a cell, grid or angles of zero, negative or not numbers. */
function pixelSizesA({ cellA, grid, cellAnglesDeg }: RawHeader): number[] | null {
  const sizes = cellA.map((side, axis) => side / (grid[axis] ?? 0));
  const known = sizes.slice(0, 2).every((size) => size > 0 && Number.isFinite(size)) && (grid[0] ?? 0) > 0;
  return known && cellAnglesDeg.some((angle) => angle !== 0) ? sizes : null;
}

function warningsOf(header: MrcHeader, sizeBytes: number): string[] {
  const { byteOrder, machineStamp, mapId, mode, columns } = header;
  const warnings: string[] = [];
  if (!hasMapId(mapId)) warnings.push(`map id is ${hex(mapId)}, expected "MAP "; "bezierfit fixmapid" repairs it`);
  const stamped = stampedOrder(machineStamp);
  if (stamped === null) warnings.push(`machine stamp ${hex(machineStamp)} is unknown; read as ${byteOrder}-endian`);
  else if (stamped !== byteOrder) {
    warnings.push(`machine stamp says ${stamped}-endian, but the header only makes sense as ${byteOrder}-endian`);
  }
  const axes = header.axes.join(', ');
  if (axes !== '1, 2, 3' && [...header.axes].sort().join(', ') === '1, 2, 3')
    warnings.push(
      `axes (mapc, mapr, maps) are ${axes}, not 1, 2, 3; columns and rows are taken as they lie in the file`,
    );
  const extra = sizeBytes - header.dataOffset - header.dataBytes;
  if (extra > 0) warnings.push(`${extra} bytes more than the header says follow the data; ignored`);
  const [x = 0, y = 0] = pixelSizesA(header) ?? [];
  if (Math.abs(x - y) > 0.01 * x) warnings.push(`pixels are not square: ${x} x ${y} Å; the first is used`);
  if (mode === 101 && columns % 2 === 1) {
    const packing = header.rowStridePx > columns ? 'each row padded to whole bytes' : 'one run over all rows';
    warnings.push(`4-bit data with an odd number of columns; by its size: ${packing}`);
  }
  return warnings;
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
