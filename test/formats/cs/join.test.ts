import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCsJoined } from '../../../src/formats/cs/join.ts';
import { describeMissingColumn } from '../../../src/formats/cs/passthrough.ts';
import type { CsColumn } from '../../../src/formats/cs/read.ts';
import { writeCs } from '../../../src/formats/cs/write.ts';
import { StringColumn } from '../../../src/formats/strings.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

const BIG = 2n ** 63n;

function write(path: string, uids: bigint[], columns: Record<string, Omit<CsColumn, 'name'>>): string {
  const all = { uid: { type: 'uint64' as const, shape: [], values: BigUint64Array.from(uids) }, ...columns };
  const entries = Object.entries(all).map(([name, column]): [string, CsColumn] => [name, { name, ...column }]);
  writeCs(path, { rows: uids.length, columns: new Map(entries) }, { variant: 'npy' });
  return path;
}

const floats = (values: number[], shape: number[] = []) => ({
  type: 'float32' as const,
  shape,
  values: Float32Array.from(values),
});
const texts = (values: string[]) => ({ type: 'string' as const, shape: [], values: StringColumn.from(values) });

describe('readCsJoined', () => {
  const folder = () => temporaryFolder();
  it('takes the rows of the first file and matches others by uid', () => {
    const at = folder();
    const a = write(join(at, 'a.cs'), [BIG + 1n, BIG + 2n], { x: floats([1, 2]) });
    const b = write(join(at, 'b.cs'), [BIG + 3n, BIG + 2n, BIG + 1n], {
      x: floats([9, 9, 9]),
      y: floats([30, 31, 20, 21, 10, 11], [2]),
      s: texts(['c', 'b', 'a']),
    });
    const table = readCsJoined([a, b], ['x', 'y', 's', 'none']);
    expect([...table.columns.keys()].sort()).toEqual(['s', 'x', 'y']);
    expect(table.rows).toBe(2);
    expect(table.columns.get('x')?.values).toEqual(Float32Array.of(1, 2));
    expect(table.columns.get('y')?.values).toEqual(Float32Array.of(10, 11, 20, 21));
    expect([...(table.columns.get('s')?.values as StringColumn)]).toEqual(['a', 'b']);
  });
  it('names the uid of a row that a further file lacks', () => {
    const at = folder();
    const a = write(join(at, 'a.cs'), [1n, 2n], {});
    const b = write(join(at, 'b.cs'), [1n, 3n], { y: floats([1, 2]) });
    expect(() => readCsJoined([a, b], ['y'])).toThrow(/b\.cs: lacks the row with uid 2 \(row 1 of .*a\.cs\)/);
  });
  it('refuses a repeated uid and a file without uid', () => {
    const at = folder();
    const a = write(join(at, 'a.cs'), [1n], {});
    const twice = write(join(at, 'twice.cs'), [1n, 1n], { y: floats([1, 2]) });
    expect(() => readCsJoined([a, twice], ['y'])).toThrow(/rows 0 and 1 \(from 0\) have the same uid 1/);
    const none = join(at, 'none.cs');
    writeCs(none, { rows: 1, columns: new Map([['y', { name: 'y', ...floats([1]) }]]) }, { variant: 'npy' });
    expect(() => readCsJoined([a, none], ['y'])).toThrow(/none\.cs: has no column uid/);
  });
});

describe('describeMissingColumn', () => {
  it('names the passthrough file that has the column, one of as many rows first', () => {
    const at = temporaryFolder();
    const a = write(join(at, 'J5_particles.cs'), [1n, 2n], {});
    write(join(at, 'J5_passthrough_all.cs'), [1n, 2n, 3n], { 'ctf/cs_mm': floats([1, 2, 3]) });
    const b = write(join(at, 'J5_passthrough_particles.cs'), [1n, 2n], { 'ctf/cs_mm': floats([1, 2]) });
    mkdirSync(join(at, 'broken_passthrough.cs'));
    expect(describeMissingColumn(a, 'ctf/cs_mm')).toBe(
      `column ctf/cs_mm is missing; ${b} has it: give both files, joined with a comma (${a},${b})`,
    );
    expect(describeMissingColumn(a, 'blob/idx')).toBe(
      'column blob/idx is missing, and no *passthrough*.cs beside the file has it',
    );
  });
});
