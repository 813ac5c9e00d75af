import { refuse } from '../../base/errors.ts';
import type { FileWriter } from '../file-writer.ts';
import { StringColumn } from '../strings.ts';
import type { CsColumn, CsTableToWrite } from './table.ts';
import { typeCode } from './write-npy.ts';

const MAGIC = Buffer.from('\x95CSDAT', 'latin1');
const LARGEST_BLOCK = 2 ** 32 - 1;
/** cryosparc-tools keeps names of this length among the texts; see docs/formats.md. */
const LONG_NAME_BYTES = 52;

/** The newer CSDAT, uncompressed (all its readers take that): JSON header, one block per column, heap of texts. */
export function writeCsdat95(path: string, { rows, columns }: CsTableToWrite, writer: FileWriter): void {
  const list = [...columns.values()];
  const heap = new Heap();
  for (const [i, { name }] of list.entries()) {
    if (Buffer.byteLength(name) < LONG_NAME_BYTES) continue;
    if (i < list.length - 1) refuse(path, `column ${name} must be the last one: its name has 52 bytes or more`);
    heap.offsetOf(name);
  }
  const dtype = list.map(({ name, type, shape }) => [name, columnCode(type), ...(shape.length > 0 ? [shape] : [])]);
  const json = Buffer.from(JSON.stringify({ length: rows, dtype, compression: null, compressed_fields: [] }));
  writer.write(Buffer.concat([MAGIC, uint32(json.length), json]));
  for (const column of rows > 0 ? list : []) {
    const bytes = blockOf(column, heap);
    if (bytes.length > LARGEST_BLOCK) refuse(path, `column ${column.name} is too large for CSDAT; write .npy`);
    writer.write(uint32(bytes.length));
    writer.write(bytes);
  }
  writer.write(heap.bytes());
}

function columnCode(type: CsColumn['type']): string {
  if (type === 'string') return '|O';
  return typeCode(type === 'bool' ? 'uint8' : type);
}

function blockOf({ values }: CsColumn, heap: Heap): Uint8Array {
  if (!(values instanceof StringColumn)) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const { ids, dictionary } = values;
  const offsets = new Map<number, bigint>();
  const cells = BigUint64Array.from(ids, (id) => {
    const known = offsets.get(id) ?? heap.offsetOf(dictionary[id] ?? '');
    offsets.set(id, known);
    return known;
  });
  return new Uint8Array(cells.buffer);
}

/** NUL-ended texts, each once (readers rely on that), the empty one first. */
class Heap {
  private readonly offsets = new Map([['', 0n]]);
  private readonly texts = [Buffer.of(0)];
  private end = 1;

  offsetOf(text: string): bigint {
    let offset = this.offsets.get(text);
    if (offset === undefined) {
      offset = BigInt(this.end);
      this.offsets.set(text, offset);
      const bytes = Buffer.from(`${text}\0`);
      this.texts.push(bytes);
      this.end += bytes.length;
    }
    return offset;
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.texts);
  }
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
