import fc from 'fast-check';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors.ts';
import { readStar } from '../../../src/formats/star/read.ts';
import { rewriteStarColumn } from '../../../src/formats/star/rewrite.ts';
import { makeScanMemory } from '../../../src/formats/star/scan-memory.ts';
import { NEWLINE, skipBlanks, skipTokens } from '../../../src/formats/star/tokens.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

const blank = fc.stringMatching(/^[ \t\r\v\0]{1,20}$/);
/** No quotes, no #, no escape. */
const plainToken = fc.stringMatching(/^[^\0- "'#\x7f]{1,40}$/);

describe('scanRow', () => {
  const kernels = [makeScanMemory(4096), makeScanMemory(4096, 'typescript')];
  const row = fc.array(fc.tuple(plainToken, blank), { maxLength: 12 }).map((parts) => parts.flat().join(''));
  const skips = fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 8 });

  it('finds the tokens that going token by token finds, wherever the row lies', () => {
    expect(kernels[0].scanRow).not.toBe(kernels[1].scanRow);
    const check = (text: string, at: number, skipped: number[], rest: string) => {
      for (const { buffer, scanRow } of kernels) {
        const bytes = Buffer.from(buffer);
        bytes.fill('x');
        const length = bytes.write(`${text}\n${rest}`, at);
        const p = skipBlanks(bytes, at);
        const table = new Int32Array(buffer, 3072, 2 * skipped.length);
        table.set(skipped);
        expect(scanRow(p, 3072, skipped.length)).toBe(bytes.indexOf(NEWLINE, p));
        expect([...table.subarray(skipped.length)]).toEqual(onePerOne(bytes, p, skipped));
        expect(bytes.toString('utf8', at, at + length)).toBe(`${text}\n${rest}`);
      }
    };
    fc.assert(fc.property(row, fc.nat({ max: 40 }), skips, plainToken, check), { numRuns: 2000 });
  });

  function onePerOne(bytes: Buffer, p: number, skipped: number[]): number[] {
    return skipped.map((skip, i) => (p = skipTokens(bytes, p, skip + (i > 0 ? 1 : 0))));
  }
});

/** Lines as people's files have them; a quote or # anywhere makes its whole block go the plain way. */
const anyToken = fc.oneof(
  plainToken,
  fc.constantFrom('1.500000', '-3', '000012@a/b.mrcs', '"x y"', "'it''s'", '""', "it's#x", 'nan'),
);
const lineEnd = fc.constantFrom('\n', '\r\n', ' \n', ' # c\n', '\n\n', '\n# c\n');
const plainRow = fc.array(fc.tuple(plainToken, blank), { minLength: 3, maxLength: 3 });
const anyRow = fc.array(fc.tuple(anyToken, blank), { minLength: 2, maxLength: 4 });
const rowsOf = (row: typeof plainRow, end: fc.Arbitrary<string>) =>
  fc
    .array(fc.tuple(fc.oneof(blank, fc.constant('')), row, end), { maxLength: 20 })
    .map((rows) => rows.map(([indent, parts, newline]) => `${indent}${parts.flat().join('')}${newline}`).join(''));
const table = fc.oneof(rowsOf(plainRow, fc.constantFrom('\n', '\r\n', '\n\n')), rowsOf(anyRow, lineEnd));

/** The same file, but every block of it is one that the scan must not be used on. */
const COMMENT = '# slow\n';

describe('a block with and without the scan', () => {
  let folder: string;
  beforeEach(() => void (folder = temporaryFolder()));
  const put = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const textOf = (rows: string) => `data_t\nloop_\n_a\n_b\n_c\n${rows}`;
  const outcome = async (work: () => unknown) => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return error.message.replace(/^.*line (\d+)/, (_, line) => `line ${line}`);
    }
  };
  const lineUp = (text: unknown) =>
    typeof text === 'string' ? text.replace(/^line (\d+)/, (_, line) => `line ${Number(line) - 1}`) : text;

  it('is rewritten to the same bytes', async () => {
    const rewritten = (text: string, label: string) =>
      outcome(async () => {
        const target = join(folder, 'out.star');
        await rewriteStarColumn(put('in.star', text), target, 't', label, (old) => `<${old}>`);
        return readFileSync(target, 'latin1');
      });
    const check = async (rows: string, label: string) => {
      const quick = await rewritten(textOf(rows), label);
      const slow = lineUp(await rewritten(COMMENT + textOf(rows), label));
      expect(quick).toEqual(typeof slow === 'string' ? slow.replace(COMMENT, '') : slow);
    };
    await fc.assert(fc.asyncProperty(table, fc.constantFrom('a', 'b', 'c'), check), { numRuns: 150 });
  });

  it('is read to the same values, or refused with the same words', async () => {
    const read = (text: string, wanted: string[]) =>
      outcome(() => {
        const loop = readStar(put('in.star', text), { columns: (label) => wanted.includes(label) }).blocks[0]?.loops[0];
        return loop && wanted.map((label) => [...loop.column(label)]);
      });
    const check = async (rows: string, wanted: string[]) => {
      expect(await read(textOf(rows), wanted)).toEqual(lineUp(await read(COMMENT + textOf(rows), wanted)));
    };
    await fc.assert(fc.asyncProperty(table, fc.subarray(['a', 'b', 'c'], { minLength: 1 }), check), { numRuns: 300 });
  });
});
