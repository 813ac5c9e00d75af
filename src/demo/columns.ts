import type { CsColumn, CsTableToWrite } from '../formats/cs/table.ts';
import { StringColumn } from '../formats/strings.ts';

/** Columns of a .cs table from one function per column: row object -> value. */
export function tableOf<Row>(rows: readonly Row[], columns: Record<string, ColumnMaker<Row>>): CsTableToWrite {
  const made = Object.entries(columns).map(([name, make]) => ({ name, ...make(rows) }));
  return { rows: rows.length, columns: new Map(made.map((column) => [column.name, column])) };
}

type ColumnMaker<Row> = (rows: readonly Row[]) => Omit<CsColumn, 'name'>;

export function text<Row>(valueOf: (row: Row) => string): ColumnMaker<Row> {
  return (rows) => ({ type: 'string', shape: [], values: StringColumn.from(rows.map(valueOf)) });
}

export function unsigned64<Row>(valueOf: (row: Row) => bigint): ColumnMaker<Row> {
  return (rows) => ({ type: 'uint64', shape: [], values: BigUint64Array.from(rows, valueOf) });
}

export function unsigned32<Row>(valueOf: (row: Row) => number | readonly number[]): ColumnMaker<Row> {
  return (rows) => ({ type: 'uint32', shape: shapeOf(rows, valueOf), values: Uint32Array.from(rows.flatMap(valueOf)) });
}

export function float32<Row>(valueOf: (row: Row) => number | readonly number[]): ColumnMaker<Row> {
  return (rows) => ({
    type: 'float32',
    shape: shapeOf(rows, valueOf),
    values: Float32Array.from(rows.flatMap(valueOf)),
  });
}

/** Where each row's image is, square and of one size: the `blob/` columns that every reader asks for. */
export function blobColumns<Row>(
  pathOf: (row: Row) => string,
  sectionOf: (row: Row) => number,
  image: { boxPx: number; pixelSizeA: number },
): Record<string, ColumnMaker<Row>> {
  return {
    'blob/path': text(pathOf),
    'blob/idx': unsigned32(sectionOf),
    'blob/shape': unsigned32(() => [image.boxPx, image.boxPx]),
    'blob/psize_A': float32(() => image.pixelSizeA),
  };
}

function shapeOf<Row>(rows: readonly Row[], valueOf: (row: Row) => number | readonly number[]): number[] {
  const first = rows.length > 0 ? valueOf(rows[0]) : 0;
  return typeof first === 'number' ? [] : [first.length];
}
