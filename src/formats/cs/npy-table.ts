import { refuse } from '../../base/errors.ts';
import type { InputFile } from '../input-file.ts';
import { isShape, readNpyHeader, requireDType } from '../npy.ts';
import type { PythonLiteral } from '../numpy/literal.ts';
import { collector } from '../numpy/gather.ts';
import { asRecords } from '../numpy/records.ts';
import type { CsLayout, CsLayoutField } from './layout.ts';
import { valuesPerRow, type CsColumn } from './table.ts';

export interface NpyField extends CsLayoutField {
  /** Bytes from the start of a row. */
  offset: number;
}

export interface NpyLayout extends CsLayout<NpyField> {
  variant: 'npy';
  dataOffset: number;
  rowBytes: number;
}

/** Small enough to stay in the processor's cache between reading and gathering. */
const BLOCK_BYTES = 1 << 20;

/** The fields of a .npy file with a 1-D structured array; checks that all rows are in the file. */
export function readNpyLayout(file: InputFile): NpyLayout {
  const { descr, shape, dataOffset } = readNpyHeader(file);
  const [rows] = shape;
  if (typeof descr === 'string') requireDType(file.path, descr, 'the array');
  if (!Array.isArray(descr) || shape.length !== 1 || rows === undefined) {
    return refuse(file.path, 'is a plain .npy array, expected a table (a 1-D structured array)');
  }
  const fields: NpyField[] = [];
  let rowBytes = 0;
  for (const entry of descr) {
    const field = parseField(file.path, entry, rowBytes);
    rowBytes += field.bytesPerRow;
    if (field.dtype.kind !== 'padding') fields.push(field);
  }
  if (rowBytes === 0) refuse(file.path, 'has no columns');
  file.require(dataOffset, rows * rowBytes, `the table of ${rows} rows`);
  return { variant: 'npy', fields, rows, dataOffset, rowBytes };
}

/** `('name', '<f4')`, `('name', '<f4', (2,))`, `(('title', 'name'), '<f4')`; the shape may be one integer. */
function parseField(path: string, entry: PythonLiteral, offset: number): NpyField {
  const [label, type, side = []] = Array.isArray(entry) ? entry : [];
  const name = Array.isArray(label) ? label[1] : label;
  const shape = typeof side === 'number' ? [side] : side;
  if (typeof name !== 'string' || !isShape(shape))
    refuse(path, 'has a damaged .npy header: a field without name or shape');
  if (typeof type !== 'string') refuse(path, `column ${name} has nested fields, expected numbers or text`);
  const dtype = requireDType(path, type, `column ${name}`);
  const bytesPerRow = dtype.itemBytes * valuesPerRow(shape);
  // Values of no bytes could be any number of them, and would take memory all the same.
  const isAbsurd = !Number.isSafeInteger(bytesPerRow) || (dtype.itemBytes === 0 && valuesPerRow(shape) > 1);
  if (isAbsurd) refuse(path, `column ${name} has an absurd shape (${shape.join(', ')})`);
  return { name, type: dtype.type, shape, dtype, offset, bytesPerRow };
}

/** Streams the rows once, in blocks, and picks the wanted fields out of them. */
export function readNpyColumns(file: InputFile, layout: NpyLayout, wanted: NpyField[], maxRows: number): CsColumn[] {
  const { rowBytes, dataOffset } = layout;
  const rows = Math.min(layout.rows, maxRows);
  const picks = wanted.map((field) => {
    return { field, pick: collector(field.dtype, field.offset, valuesPerRow(field.shape), rows) };
  });
  const blockRows = Math.max(1, Math.min(rows, Math.floor(BLOCK_BYTES / rowBytes)));
  const block = new Uint8Array(picks.length ? blockRows * rowBytes : 0);
  for (let row = 0; row < rows && picks.length; row += blockRows) {
    const count = Math.min(blockRows, rows - row);
    const length = count * rowBytes;
    file.readFully(block.subarray(0, length), dataOffset + row * rowBytes);
    const records = asRecords(block, count, rowBytes);
    for (const { pick } of picks) pick.add(records);
  }
  return picks.map(({ field: { name, type, shape }, pick }) => ({ name, type, shape, values: pick.values() }));
}
