import type { DType } from '../numpy/dtype.ts';
import type { CsField, CsVariant } from './table.ts';

/** A field and how its bytes lie in the file. */
export interface CsLayoutField extends CsField {
  dtype: DType;
  /** Bytes of the field in one row. */
  bytesPerRow: number;
}

/** What the head of a .cs file says. */
export interface CsLayout<Field extends CsLayoutField = CsLayoutField> {
  variant: CsVariant;
  fields: Field[];
  /** Number of rows; for csdat94 it follows from the first column. */
  rows: number;
}
