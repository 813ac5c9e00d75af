import fc from 'fast-check';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors.ts';
import { readCs, readCsFields } from '../../../src/formats/cs/read.ts';
import { writeCs } from '../../../src/formats/cs/write.ts';
import { StringColumn } from '../../../src/formats/strings.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';
import { contentOf, randomTable } from './random-table.ts';

const VARIANTS = ['npy', 'csdat95'] as const;

function textTable(name: string, texts: string[]) {
  const column = { name, type: 'string' as const, shape: [], values: StringColumn.from(texts) };
  return { rows: texts.length, columns: new Map([[name, column]]) };
}

function readOrRefuse(path: string): void {
  try {
    readCs(path);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
}

describe.each(VARIANTS)('writeCs as %s', (variant) => {
  it('is read back to the last bit', () => {
    const path = join(temporaryFolder(), 'table.cs');
    fc.assert(
      fc.property(randomTable, (table) => {
        writeCs(path, table, { variant });
        const back = readCs(path);
        expect(back.variant).toBe(variant);
        expect(back.rows).toBe(table.rows);
        expect([...back.columns.keys()]).toEqual([...table.columns.keys()]);
        for (const [name, column] of table.columns) {
          expect(contentOf(back.columns.get(name) ?? column)).toEqual(contentOf(column));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('reads a damaged file or refuses it, and nothing else', () => {
    const path = join(temporaryFolder(), 'table.cs');
    const damage = fc.record({
      at: fc.double({ min: 0, max: 0.999, noNaN: true }),
      byte: fc.nat(255),
      cut: fc.boolean(),
    });
    const damages = fc.array(fc.array(damage, { minLength: 1, maxLength: 4 }), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(randomTable, damages, (table, variations) => {
        writeCs(path, table, { variant });
        const whole = readFileSync(path);
        for (const changes of variations) {
          let bytes = Buffer.from(whole);
          for (const { at, byte, cut } of changes) {
            bytes[Math.floor(at * bytes.length)] = byte;
            if (cut) bytes = bytes.subarray(0, 1 + Math.floor(at * bytes.length));
          }
          writeFileSync(path, bytes);
          expect(() => readOrRefuse(path)).not.toThrow();
        }
      }),
      { numRuns: 30 },
    );
  });

  it('refuses text with a NUL and leaves no file', () => {
    const folder = temporaryFolder();
    expect(() => writeCs(join(folder, 'a.cs'), textTable('path', ['a\0b']), { variant })).toThrow(InputError);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('what other programs need of a written file', () => {
  it('pads the .npy header to 64 bytes and ends text with a NUL', () => {
    const path = join(temporaryFolder(), 'a.cs');
    writeCs(path, textTable("it's", ['', 'ab']), { variant: 'npy' });
    const bytes = readFileSync(path);
    expect(bytes.length).toBe(128 + 6);
    expect(bytes.toString('latin1', 10, 90)).toContain(`('it\\'s', '|S3')`);
  });

  it('writes .npy version 2 for a header past 65,000 bytes', () => {
    const path = join(temporaryFolder(), 'a.cs');
    const names = Array.from({ length: 4000 }, (_, i) => `alignments3D_multi/column_${i}`);
    const columns = new Map(
      names.map((name) => [name, { name, type: 'uint8' as const, shape: [], values: Uint8Array.of(7) }]),
    );
    writeCs(path, { rows: 1, columns }, { variant: 'npy' });
    expect(readFileSync(path)[6]).toBe(2);
    expect(readCsFields(path).fields.length).toBe(4000);
  });

  it('puts each text once into the heap of CSDAT, a long column name first', () => {
    const path = join(temporaryFolder(), 'a.cs');
    const name = 'n'.repeat(60);
    writeCs(path, textTable(name, ['b', 'a', 'b', '']), { variant: 'csdat95' });
    expect(readFileSync(path).toString('latin1')).toMatch(new RegExp(`\0${name}\0b\0a\0$`));
    expect([...(readCs(path).columns.get(name)?.values as StringColumn)]).toEqual(['b', 'a', 'b', '']);
  });

  it('refuses a long name that is not the last in CSDAT', () => {
    const path = join(temporaryFolder(), 'a.cs');
    const table = textTable('n'.repeat(60), ['a']);
    table.columns.set('path', { name: 'path', type: 'string', shape: [], values: StringColumn.from(['b']) });
    expect(() => writeCs(path, table, { variant: 'csdat95' })).toThrow(/must be the last one/);
  });
});
