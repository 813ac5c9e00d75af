import { snappyCompress } from 'hysnappy';
import { Random } from '../../../src/base/random.ts';
import { readCs, readCsFields } from '../../../src/formats/cs/read.ts';
import type { CsTable } from '../../../src/formats/cs/table.ts';
import { StringColumn } from '../../../src/formats/strings.ts';
import { mutateBytes, type Word } from '../mutate-bytes.ts';
import { mutateJson } from '../mutate-json.ts';
import { confirm, type Target, type Verdict } from '../target.ts';
import { lz4Block, plainLz4 } from './lz4.ts';
import { plainSnappy } from './snappy.ts';
import { isHeadFault, mutateNpy, npyBytes } from './npy.ts';
import {
  confirmSame,
  fixedText,
  npyHeaderText,
  numberAt,
  partsOfType,
  plainNpyHeader,
  type PlainField,
} from './plain-table.ts';
import { verdictOf } from './refusal.ts';

const ROWS = 7;
const FIELDS: PlainField[] = [
  { name: 'uid', type: '<u8', shape: [] },
  { name: 'blob/idx', type: '<u4', shape: [] },
  { name: 'blob/path', type: '|S9', shape: [] },
  { name: 'alignments2D/shift', type: '<f4', shape: [2] },
  { name: 'cross_cor', type: '<f8', shape: [] },
];

export function csTargets(): Target[] {
  const npy = [
    npySeed([...FIELDS, { name: 'empty', type: '|S0', shape: [1] }]),
    npySeed([...FIELDS.slice(1), { name: 'flag', type: '>i2', shape: [2, 2] }]),
  ];
  const csdat = [csdatSeed('lz4', '|S9'), csdatSeed('snap', '|S9'), csdatSeed('none', '|O'), csdatSeed('lz4', '|O')];
  return [
    {
      name: 'cs npy',
      seeds: npy,
      mutate: (seed, random) => mutateNpy(seed, random, npy),
      judge: (path, bytes) => judge(path, bytes, confirmNpy),
    },
    {
      name: 'cs csdat',
      seeds: csdat,
      mutate: (seed, random) => mutateCsdat(seed, random, csdat),
      judge: (path, bytes) => judge(path, bytes, confirmCsdat),
    },
  ];
}

function judge(path: string, bytes: Uint8Array, confirmTable: (table: CsTable, bytes: Uint8Array) => void): Verdict {
  let isHead = true;
  return verdictOf(
    path,
    () => {
      const { rows, fields } = readCsFields(path);
      isHead = false;
      const table = readCs(path);
      confirm(table.rows === rows && table.columns.size === fields.length, 'another number of rows or columns');
      for (const { name, shape, values, type } of table.columns.values()) {
        const lanes = type.startsWith('complex') ? 2 : 1;
        const length = rows * shape.reduce((product, side) => product * side, lanes);
        confirm(values.length === length, `column ${name} has ${values.length} values, expected ${length}`);
      }
      const isNpy = bytes[0] === 0x93;
      if (isNpy === (confirmTable === confirmNpy)) confirmTable(table, bytes);
      return 'read';
    },
    (message) => isHead && isHeadFault(message),
  );
}

function randomRows(fields: readonly PlainField[], seed: number): Uint8Array[] {
  const random = new Random(seed);
  return fields.map(({ type, shape }) => {
    const width = partsOfType(type)!.bytes * shape.reduce((a, b) => a * b, 1);
    return Uint8Array.from({ length: ROWS * width }, (_, i) =>
      type === '|S9' ? 97 + ((i >> 3) % 3) : random.below(256),
    );
  });
}

function npySeed(fields: readonly PlainField[]): Uint8Array {
  const columns = randomRows(fields, 3);
  const rows = Array.from({ length: ROWS }, (_, row) =>
    columns.map((column) => column.subarray((row * column.length) / ROWS, ((row + 1) * column.length) / ROWS)),
  );
  const descr = fields.map(
    ({ name, type, shape }) => `('${name}', '${type}'${shape.length ? `, (${shape.join(', ')},)` : ''})`,
  );
  return npyBytes(
    `{'descr': [${descr.join(', ')}], 'fortran_order': False, 'shape': (${ROWS},), }`,
    Buffer.concat(rows.flat()),
  );
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function csdatBytes(isOld: boolean, json: Uint8Array, rest: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(isOld ? '\x94CSDAT' : '\x95CSDAT', 'latin1'), uint32(json.length), json, rest]);
}

function csdatSeed(compression: 'lz4' | 'snap' | 'none', text: string): Uint8Array {
  const heap = Buffer.from('\0one.mrc\0two.mrc\0');
  const fields = FIELDS.map((field) => (field.type === '|S9' ? { ...field, type: text } : field));
  const blocks = randomRows(FIELDS, 4).map((bytes, i) => {
    const offsets = BigUint64Array.from({ length: ROWS }, (_, row) => [0n, 1n, 9n][row % 3]!);
    const plain = fields[i]!.type === '|O' ? new Uint8Array(offsets.buffer) : bytes;
    const packed = compression === 'lz4' ? lz4Block(plain) : compression === 'snap' ? snappyCompress(plain) : plain;
    return Buffer.concat([uint32(packed.length), packed]);
  });
  const header = {
    ...(compression === 'snap' ? {} : { length: ROWS }),
    dtype: fields.map(({ name, type, shape }) => [name, type, ...(shape.length ? [shape] : [])]),
    compression: compression === 'none' ? null : compression,
    compressed_fields: compression === 'none' ? [] : fields.map(({ name }) => name),
  };
  const json = Buffer.from(JSON.stringify(header));
  return csdatBytes(compression === 'snap', json, Buffer.concat([...blocks, heap]));
}

function headLength(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(6, true);
}

/** The JSON header, the sizes of the blocks, bytes anywhere behind the header, or bytes anywhere. */
function mutateCsdat(seed: Uint8Array, random: Random, seeds: readonly Uint8Array[]): Uint8Array {
  const length = headLength(seed);
  const [json, rest] = [seed.subarray(10, 10 + length), seed.subarray(10 + length)];
  const isOld = seed[0] === 0x94;
  const kind = random.below(4);
  if (kind === 0) return csdatBytes(isOld, mutateJson(json, random), rest);
  if (kind < 3) return csdatBytes(isOld, json, mutateBytes(rest, random, blockSizes(rest)));
  return mutateBytes(seed, random, [{ offset: 6, bytes: 4 }], seeds);
}

function blockSizes(rest: Uint8Array): Word[] {
  const view = new DataView(rest.buffer, rest.byteOffset, rest.byteLength);
  const words: Word[] = [];
  for (let at = 0; words.length < FIELDS.length; at += 4 + view.getUint32(at, true))
    words.push({ offset: at, bytes: 4 });
  return words;
}

/** Compares every value with the bytes at its place. */
function confirmColumn(
  table: CsTable,
  { name, type, shape }: PlainField,
  view: DataView,
  at: number,
  stride: number,
  isBig: boolean,
): void {
  const parts = partsOfType(type);
  const column = table.columns.get(name);
  if (parts === null || !column || parts.letter === 'V') return;
  const perRow = shape.reduce((product, side) => product * side, 1);
  for (let i = 0; i < table.rows * perRow; i++) {
    const place = at + Math.floor(i / perRow) * stride + (i % perRow) * parts.bytes;
    const { values } = column;
    if (!(values instanceof StringColumn))
      confirmSame(values[i], numberAt(view, place, { ...parts, big: isBig && parts.big }), `${name} ${i}`);
    else if (parts.letter === 'S') confirmSame(values.at(i), fixedText(view, place, parts.bytes), `${name} ${i}`);
  }
}

function confirmNpy(table: CsTable, bytes: Uint8Array): void {
  const { text, dataOffset } = npyHeaderText(bytes);
  const header = plainNpyHeader(text);
  if (header === null || !Array.isArray(header.descr)) return;
  confirm([header.shape].flat()[0] === table.rows, 'another number of rows');
  const fields = header.descr.map(([name, type, shape]): PlainField => ({
    name: String(name),
    type: String(type),
    shape: [shape ?? []].flat() as number[],
  }));
  const sizes = fields.map(({ type, shape }) => (partsOfType(type)?.bytes ?? NaN) * shape.reduce((a, b) => a * b, 1));
  const stride = sizes.reduce((a, b) => a + b, 0);
  if (Number.isNaN(stride)) return;
  confirm(dataOffset + table.rows * stride <= bytes.length, 'rows beyond the file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = dataOffset;
  for (const [i, field] of fields.entries()) {
    confirmColumn(table, field, view, at, stride, true);
    at += sizes[i]!;
  }
}

function confirmCsdat(table: CsTable, bytes: Uint8Array): void {
  const length = headLength(bytes);
  const header = JSON.parse(Buffer.from(bytes.subarray(10, 10 + length)).toString('utf8')) as {
    dtype: [string, string, number[]?][];
    compressed_fields: string[];
    length?: number;
  };
  confirm(bytes[0] === 0x94 || header.length === table.rows, 'another number of rows');
  if (table.rows === 0) return;
  const all = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 10 + length;
  for (const [name, type, shape = []] of header.dtype) {
    const size = all.getUint32(at, true);
    const block = bytes.subarray(at + 4, at + 4 + size);
    confirm(block.length === size, 'a block beyond the file');
    at += 4 + size;
    const width = (type.endsWith('O') ? 8 : (partsOfType(type)?.bytes ?? NaN)) * shape.reduce((a, b) => a * b, 1);
    if (Number.isNaN(width)) continue;
    const plain = header.compressed_fields.includes(name) ? unpack(bytes[0] === 0x94, block) : block;
    const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
    confirm(plain.length === table.rows * width, `column ${name} has ${plain.length} bytes`);
    confirmColumn(table, { name, type, shape }, view, 0, width, false);
  }
}

function unpack(isSnappy: boolean, block: Uint8Array): Uint8Array {
  return isSnappy ? plainSnappy(block) : plainLz4(block);
}
