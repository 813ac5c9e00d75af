import { refuse } from '../../base/errors.ts';
import type { FileWriter } from '../file-writer.ts';
import { NPY_MAGIC } from '../npy.ts';
import { NUMBER_TYPES } from '../numpy/dtype.ts';
import { StringColumn } from '../strings.ts';
import { valuesPerRow, type CsColumn, type CsTableToWrite } from './table.ts';

const BLOCK_BYTES = 1 << 20;
const ALIGNMENT = 64;

/** Puts one column's values into a block of rows. */
interface Field {
  descr: string;
  bytesPerRow: number;
  put(row: number, block: Uint8Array, at: number): void;
}

/** A 1-D structured array: packed rows, little-endian, text as |S with a closing NUL. */
export function writeNpyTable(path: string, table: CsTableToWrite, writer: FileWriter): void {
  const fields = [...table.columns.values()].map((column) => fieldOf(column));
  const rowBytes = fields.reduce((sum, { bytesPerRow }) => sum + bytesPerRow, 0);
  writer.write(npyHead(path, `[${fields.map(({ descr }) => descr).join(', ')}]`, table.rows));
  const blockRows = Math.max(1, Math.floor(BLOCK_BYTES / rowBytes));
  const block = new Uint8Array(Math.min(table.rows, blockRows) * rowBytes);
  for (let first = 0; first < table.rows; first += blockRows) {
    const rows = Math.min(blockRows, table.rows - first);
    let offset = 0;
    block.fill(0);
    for (const { bytesPerRow, put } of fields) {
      for (let row = 0; row < rows; row++) put(first + row, block, row * rowBytes + offset);
      offset += bytesPerRow;
    }
    writer.write(block.subarray(0, rows * rowBytes));
  }
}

function npyHead(path: string, descr: string, rows: number): Uint8Array {
  const dict = `{'descr': ${descr}, 'fortran_order': False, 'shape': (${rows},), }`;
  const isLatin1 = /^[\0-\xff]*$/.test(dict);
  const text = Buffer.from(dict, isLatin1 ? 'latin1' : 'utf8');
  const version = !isLatin1 ? 3 : text.length > 65000 ? 2 : 1;
  const start = version === 1 ? 10 : 12;
  const length = Math.ceil((start + text.length + 1) / ALIGNMENT) * ALIGNMENT - start;
  if (length >= 2 ** 32) refuse(path, 'the header would be too long');
  const head = Buffer.alloc(start + length, ' ');
  head.set(NPY_MAGIC);
  head.set([version, 0], 6);
  if (version === 1) head.writeUInt16LE(length, 8);
  else head.writeUInt32LE(length, 8);
  head.set(text, start);
  head[head.length - 1] = 10;
  return head;
}

function fieldOf({ name, type, shape, values }: CsColumn): Field {
  const sides = shape.length > 0 ? `, (${shape.join(', ')}${shape.length === 1 ? ',' : ''})` : '';
  const entry = (code: string) => `(${pythonString(name)}, '${code}'${sides})`;
  if (values instanceof StringColumn) return textField(values, valuesPerRow(shape), entry);
  const bytesPerRow =
    valuesPerRow(shape) * NUMBER_TYPES[type === 'float16' ? 'float32' : type === 'string' ? 'uint8' : type].itemBytes;
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return {
    descr: entry(typeCode(type)),
    bytesPerRow,
    put: (row, block, at) => {
      const from = row * bytesPerRow;
      for (let i = 0; i < bytesPerRow; i++) block[at + i] = bytes[from + i] ?? 0;
    },
  };
}

/** numpy's type string; float16 is held and written as float32. */
export function typeCode(type: CsColumn['type']): string {
  if (type === 'string') throw new Error('text has no fixed type string');
  const { code, itemBytes } = NUMBER_TYPES[type === 'float16' ? 'float32' : type];
  return `${itemBytes === 1 ? '|' : '<'}${code}`;
}

function textField({ ids, dictionary }: StringColumn, perRow: number, entry: (code: string) => string): Field {
  const texts = dictionary.map((text) => Buffer.from(text));
  const itemBytes = ids.reduce((longest, id) => Math.max(longest, texts[id]?.length ?? 0), 0) + 1;
  return {
    descr: entry(`|S${itemBytes}`),
    bytesPerRow: perRow * itemBytes,
    put: (row, block, at) => {
      for (let i = 0; i < perRow; i++) {
        const text = texts[ids[row * perRow + i] ?? 0];
        if (text) block.set(text, at + i * itemBytes);
      }
    },
  };
}

function pythonString(text: string): string {
  const escaped = text.replace(/[\\'\0-\x1f\x7f]/g, (c) =>
    c === '\\' || c === "'" ? `\\${c}` : `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `'${escaped}'`;
}
