import type { ColumnType, NumberArray } from '../numpy/dtype.ts';
import type { StringColumn } from '../strings.ts';

export type CsVariant = 'npy' | 'csdat94' | 'csdat95';

export interface CsField {
  name: string;
  type: ColumnType;
  /** Of the value in one row; [] = one number or text. */
  shape: number[];
}

/** Values of all rows, row after row; complex numbers are (real, imaginary) pairs, bool is 0 or 1. */
export interface CsColumn extends CsField {
  values: NumberArray | StringColumn;
}

export interface CsTable {
  variant: CsVariant;
  rows: number;
  /** The columns that were asked for and are there, in file order. */
  columns: Map<string, CsColumn>;
  /** All columns of the file. */
  fields: CsField[];
}

export type CsTableToWrite = Pick<CsTable, 'rows' | 'columns'>;

/** Entries of `shape` multiplied: values in one row. */
export function valuesPerRow(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
