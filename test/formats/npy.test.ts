import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCs } from '../../src/formats/cs/read.ts';
import { readNpy } from '../../src/formats/npy.ts';
import { parsePythonLiteral } from '../../src/formats/numpy/literal.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

/** A version 1 file with this header and these data bytes. */
function npyFile(header: string, data: number[] = []): string {
  const path = join(temporaryFolder(), 'a.npy');
  const head = Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.alloc(2), Buffer.from(`${header}\n`)]);
  head.writeUInt16LE(header.length + 1, 8);
  writeFileSync(path, Buffer.concat([head, Buffer.from(data)]));
  return path;
}
const head = (descr: string, shape: string) => `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;

describe('parsePythonLiteral', () => {
  it.each([
    [`{'a': (1, 2L,), "b": [True, None], }`, { a: [1, 2], b: [true, null] }],
    [`(3)`, 3],
    [`(3,)`, [3]],
    [`u'\\x41\\u00e9\\''`, `Aé'`],
    [`-12`, -12],
  ])('%s', (text, value) => {
    expect(parsePythonLiteral(text)).toEqual(value);
  });
  it.each(['', '{', '(1', '[1}', '{1: 2}', `{'a' 1}`, '1 2', 'f()', '[1 2]', `'a`, '('.repeat(100)])(
    'refuses %s',
    (text) => {
      expect(() => parsePythonLiteral(text)).toThrow(SyntaxError);
    },
  );
});

describe('.npy', () => {
  it('ignores bytes behind the array', () => {
    expect(readNpy(npyFile(head(`'|u1'`, '(2,)'), [5, 6, 7])).values).toEqual(Uint8Array.of(5, 6));
  });
  it('reads a scalar', () => {
    expect(readNpy(npyFile(head(`'>i2'`, '()'), [1, 2]))).toEqual({
      type: 'int16',
      shape: [],
      values: Int16Array.of(258),
    });
  });
  it.each([
    [head(`'<f4'`, '(1000000000000,)'), /truncated or damaged: the array needs 4000000000000 bytes/],
    [head(`'<M8[ns]'`, '(1,)'), /has type <M8\[ns\], expected numbers or text/],
    [head(`'|S4'`, '(1,)'), /holds values of type \|S4, expected numbers/],
    [head(`[('a', '<f4')]`, '(1,)'), /holds a structured array/],
    [head(`'<f4'`, '(-1,)'), /expected descr, fortran_order and shape/],
    [`{'descr': '<f4'`, /has a damaged \.npy header/],
  ])('refuses %s', (header, message) => {
    expect(() => readNpy(npyFile(header, [0, 0, 0, 0]))).toThrow(message);
  });
});

describe('.npy tables', () => {
  it.each([
    [head(`[('a', '<f4'), ('a', '<f4')]`, '(0,)'), /has two columns named a/],
    [head(`[('a', '|O')]`, '(0,)'), /column a has type \|O: pickled Python objects are never read/],
    [head(`[('a', [('b', '<f4')])]`, '(0,)'), /column a has nested fields/],
    [head(`[('a', '<f4', (99999999, 99999999, 99999999))]`, '(0,)'), /column a has an absurd shape/],
    [head(`[('a', '|S0')]`, '(999999999999,)'), /has no columns/],
    [head(`[('a', '<f4')]`, '(2, 2)'), /expected a table \(a 1-D structured array\)/],
    [head(`[('a', '<f4')]`, '(3,)'), /truncated or damaged: the table of 3 rows needs 12 bytes/],
  ])('refuses %s', (header, message) => {
    expect(() => readCs(npyFile(header))).toThrow(message);
  });
  it('takes a shape that is one number, and titles', () => {
    const table = readCs(npyFile(head(`[(('title', 'a'), '|u1', 2)]`, '(1,)'), [3, 4]));
    expect(table.columns.get('a')).toMatchObject({ shape: [2], values: Uint8Array.of(3, 4) });
  });
});
