import type { StringColumn } from '../strings.ts';
import type { NumberArray } from './dtype.ts';

/** Rows of equal length, as they lie in a block of a file. */
export interface Records {
  bytes: Uint8Array;
  view: DataView;
  rows: number;
  /** Bytes from one row to the next. */
  stride: number;
}

/** Collects one field out of blocks of records, in order. */
export interface Collector {
  add(records: Records): void;
  values(): NumberArray | StringColumn;
}

/** Wraps bytes (a whole block or one column) as records. */
export function asRecords(bytes: Uint8Array, rows: number, stride: number): Records {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), rows, stride };
}
