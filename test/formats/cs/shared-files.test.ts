import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors.ts';
import { readCs, type CsColumn, type CsTable } from '../../../src/formats/cs/read.ts';
import { readNpy } from '../../../src/formats/npy.ts';
import type { NumberArray } from '../../../src/formats/numpy/dtype.ts';
import { StringColumn } from '../../../src/formats/strings.ts';
import { describeWithSharedData } from '../../helpers/shared-data.ts';
import { FORMATS, manifestFiles } from '../../helpers/manifest.ts';

interface ColumnTruth {
  type: string;
  shape?: number[];
  sha256_le?: string;
  sha256_utf8_joined_0x1f?: string;
  first_row?: (number | string | boolean | number[])[];
}
interface TableTruth {
  rows: number;
  descr: [name: string, type: string, shape?: number[]][];
  columns: Record<string, ColumnTruth>;
}
interface Truth extends Partial<TableTruth> {
  format: string;
  magic_hex?: string;
  dtype?: string;
  shape?: number[];
  array?: ColumnTruth;
  numpy_error?: string;
  reader?: Partial<TableTruth> & { ok: boolean };
}

const files = manifestFiles<Truth>('cs');
const VARIANTS: Record<string, string> = { '944353444154': 'csdat94', '954353444154': 'csdat95' };
/** Broken files, and what our message must say. */
const BROKEN: Record<string, RegExp> = {
  'neg_bad_magic.cs': /is not a cryoSPARC table/,
  'neg_truncated_column.cs': /truncated.*column alignments3D\/shift/,
  'neg_unknown_compression.cs': /has compression "\w+", expected "lz4" or null/,
  'neg_length_too_big.cs': /column uid has 72 bytes, expected 80 for 10 rows of 8/,
  'neg_not_json.cs': /damaged JSON header/,
  'object_pickle.npy': /never read/,
};

/** float16 is held widened; its hash is over the 16-bit values. */
function bytesOf(type: string, values: NumberArray): Uint8Array {
  if (type !== 'float16') return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const halves = Uint16Array.from(values as Float32Array, (value) => narrowFloat16(value));
  return new Uint8Array(halves.buffer);
}

function narrowFloat16(value: number): number {
  for (let half = 0; half < 65536; half++) {
    const exponent = (half >> 10) & 31;
    const size = exponent ? (1 + (half & 1023) / 1024) * 2 ** (exponent - 15) : (half & 1023) * 2 ** -24;
    if (exponent < 31 && Object.is(half & 0x8000 ? -size : size, value)) return half;
  }
  throw new Error(`${value} is not a half-precision number`);
}

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

function checkColumn(column: CsColumn | undefined, truth: ColumnTruth): void {
  expect(column?.type).toBe(truth.type);
  if (!column) return;
  if (column.values instanceof StringColumn) {
    expect(sha256([...column.values].join('\x1f'))).toBe(truth.sha256_utf8_joined_0x1f);
  } else {
    expect(column.shape).toEqual(truth.shape);
    expect(sha256(bytesOf(column.type, column.values))).toBe(truth.sha256_le);
  }
}

function checkTable(table: CsTable, truth: TableTruth): void {
  expect(table.rows).toBe(truth.rows);
  expect(table.fields.map(({ name }) => name)).toEqual(truth.descr.map(([name]) => name));
  for (const [name, column] of Object.entries(truth.columns)) checkColumn(table.columns.get(name), column);
}

describeWithSharedData('every .cs file of the shared set', () => {
  it.each(files.map((file) => [basename(file.path), file] as const))('%s', (name, { path, truth }) => {
    const full = join(FORMATS, path);
    const broken = BROKEN[name];
    if (truth.reader?.ok === false || truth.numpy_error) expect(broken).toBeDefined();
    if (broken) {
      expect(() => readCs(full)).toThrow(InputError);
      expect(() => readCs(full)).toThrow(broken);
      return;
    }
    if (truth.array) {
      const { type, shape, values } = readNpy(full);
      expect(shape).toEqual(truth.shape);
      expect(type).toBe(truth.array.type);
      expect(sha256(bytesOf(type, values))).toBe(truth.array.sha256_le);
      expect(() => readCs(full)).toThrow(/is a plain \.npy array, expected a table/);
      return;
    }
    const table = readCs(full);
    expect(table.variant).toBe(truth.format === 'npy' ? 'npy' : VARIANTS[truth.magic_hex ?? '']);
    checkTable(table, (truth.reader ?? truth) as TableTruth);
  });

  it('covers every file', () => {
    expect(files.length).toBe(36);
  });
});
