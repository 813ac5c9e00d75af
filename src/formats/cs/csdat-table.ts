import { refuse } from '../../base/errors.ts';
import type { InputFile } from '../input-file.ts';
import type { NumberArray } from '../numpy/dtype.ts';
import { collector, typedView } from '../numpy/gather.ts';
import { asRecords } from '../numpy/records.ts';
import { StringColumn } from '../strings.ts';
import type { CsdatField, CsdatLayout } from './csdat-layout.ts';
import { decodeLz4Block } from './lz4.ts';
import { decodeSnappy } from './snappy.ts';
import { valuesPerRow, type CsColumn } from './table.ts';

/** Reads and decompresses the wanted columns. */
export function readCsdatColumns(
  file: InputFile,
  layout: CsdatLayout,
  wanted: CsdatField[],
  maxRows: number,
): CsColumn[] {
  const { variant, heapPosition, rows: fileRows } = layout;
  const rows = Math.min(fileRows, maxRows);
  const heap = wanted.some((field) => field.dtype.kind === 'object')
    ? file.bytes(heapPosition, file.sizeBytes - heapPosition, 'the texts')
    : new Uint8Array(0);
  return wanted.map((field) => {
    const bytes = fileRows > 0 ? readBlock(file, field, fileRows, variant) : new Uint8Array(0);
    const first = rows < fileRows ? bytes.slice(0, rows * field.bytesPerRow) : bytes;
    return {
      name: field.name,
      type: field.type,
      shape: field.shape,
      values: columnValues(file, field, first, rows, heap),
    };
  });
}

function readBlock(file: InputFile, field: CsdatField, rows: number, variant: CsdatLayout['variant']) {
  const block = file.bytes(field.position, field.blockBytes, `column ${field.name}`);
  if (!field.compressed) return block;
  const output = new Uint8Array(rows * field.bytesPerRow);
  try {
    if (variant === 'csdat95') decodeLz4Block(block, output);
    else decodeSnappy(block, output);
  } catch (error) {
    if (error instanceof RangeError) refuse(file.path, `column ${field.name} is damaged: ${error.message}`);
    throw error;
  }
  return output;
}

function columnValues(
  file: InputFile,
  field: CsdatField,
  bytes: Uint8Array<ArrayBuffer>,
  rows: number,
  heap: Uint8Array,
): NumberArray | StringColumn {
  const { dtype } = field;
  if (dtype.kind === 'number') return typedView(dtype, bytes.buffer);
  if (dtype.kind === 'object') return heapTexts(file, field, new Uint32Array(bytes.buffer), heap);
  const texts = collector(dtype, 0, valuesPerRow(field.shape), rows);
  texts.add(asRecords(bytes, rows, field.bytesPerRow));
  return texts.values();
}

/** @param halves of the 64-bit offsets into the heap, low one first; a text runs to the next NUL */
function heapTexts(file: InputFile, { name }: CsdatField, halves: Uint32Array, heap: Uint8Array): StringColumn {
  const text = Buffer.from(heap.buffer, heap.byteOffset, heap.length);
  const idOf = new Map<number, number>();
  const dictionary: string[] = [];
  const ids = new Uint32Array(halves.length / 2);
  for (let row = 0; row < ids.length; row++) {
    const offset = (halves[2 * row + 1] ?? 0) * 2 ** 32 + (halves[2 * row] ?? 0);
    let id = idOf.get(offset);
    if (id === undefined) {
      const end = offset < heap.length ? heap.indexOf(0, offset) : -1;
      if (end < 0) refuse(file.path, `row ${row} (from 0), column ${name}: the text lies outside the file`);
      id = dictionary.push(text.toString('utf8', offset, end)) - 1;
      idOf.set(offset, id);
    }
    ids[row] = id;
  }
  return new StringColumn(ids, dictionary);
}
