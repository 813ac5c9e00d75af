import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStar, type StarLoop } from '../../../src/formats/star/read.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

function readText(text: string | Buffer, columns?: (label: string) => boolean) {
  const path = join(temporaryFolder(), 'a.star');
  writeFileSync(path, text);
  return readStar(path, { columns });
}

function rowsOf(loop: StarLoop | undefined): string[][] {
  if (!loop) return [];
  return Array.from({ length: loop.rows }, (_, row) => loop.labels.map((label) => loop.text(label, row)));
}

const table = (rows: string, labels = '_a\n_b\n_c\n') => `data_t\nloop_\n${labels}${rows}`;
const readRows = (rows: string, labels?: string) => rowsOf(readText(table(rows, labels)).blocks[0]?.loops[0]);

describe('what is accepted', () => {
  it('keeps rows behind a blank line', () => {
    expect(readRows('1 2 3\n \n4 5 6\n')).toEqual([
      ['1', '2', '3'],
      ['4', '5', '6'],
    ]);
  });
  it('takes a blank line and a comment between labels and rows', () => {
    expect(readRows('\n# c\n1 2 3\n')).toEqual([['1', '2', '3']]);
  });
  it('takes labels without numbers, with text behind them and with dots', () => {
    const { labels } = readText('data_\nloop_\n_a.b #0\n  _b [x y]\n1 2\n').blocks[0]?.loops[0] ?? { labels: [] };
    expect(labels).toEqual(['a.b', 'b']);
  });
  it('takes pairs and two loops in one block', () => {
    const { blocks } = readText('data_x\n_p 1\nloop_\n_a\n1\nloop_\n_b\n2\n_q 2\n');
    expect(blocks[0]).toMatchObject({
      kind: 'mixed',
      pairs: [
        ['p', '1'],
        ['q', '2'],
      ],
    });
    expect(blocks[0]?.loops.map((loop) => [loop.labels, rowsOf(loop)])).toEqual([
      [['a'], [['1']]],
      [['b'], [['2']]],
    ]);
  });
  it('takes a new block without a blank line in front, but not as the start of a row', () => {
    const { blocks } = readText('data_x\nloop_\n_a\n_b\n1 2\ndata_1.mrc 3\ndata_y\n_p 1\n');
    expect(blocks.map(({ name }) => name)).toEqual(['x', 'y']);
    expect(rowsOf(blocks[0]?.loops[0])).toEqual([
      ['1', '2'],
      ['data_1.mrc', '3'],
    ]);
  });
  it('takes CRLF, tabs, a byte-order mark, upper case and no final newline', () => {
    const { blocks } = readText('\ufeff# c\r\nDATA_x\r\nLOOP_\r\n_a\r\n_b\r\n1\t"x y"\r\n2 z');
    expect(rowsOf(blocks[0]?.loops[0])).toEqual([
      ['1', 'x y'],
      ['2', 'z'],
    ]);
  });
  it('takes a missing second value of two, and of a pair, as empty', () => {
    expect(readRows('fn_mtf \nx 1\n', '_a\n_b\n')).toEqual([
      ['fn_mtf', ''],
      ['x', '1'],
    ]);
    expect(readText('data_\n_p\n_q ""\n').blocks[0]?.pairs).toEqual([
      ['p', ''],
      ['q', ''],
    ]);
  });
  it('takes a ; line outside of rows as a comment', () => {
    expect(readText('data_x\n;text\n_p 1\n').blocks[0]).toMatchObject({ comments: ['# ;text'], pairs: [['p', '1']] });
  });
  it('reads zero rows', () => {
    const [block] = readText('data_x\nloop_\n_a #1\n\ndata_y\n_p 1').blocks;
    expect(block?.loops[0]?.rows).toBe(0);
    expect([...(block?.loops[0]?.column('a') ?? ['?'])]).toEqual([]);
    expect(block?.loops[0]?.numbers('a').length).toBe(0);
  });
});

describe('tokens', () => {
  it.each([
    [`"q"uote"`, `q"uote`],
    [`'it's x'`, `it's x`],
    [`it's#hash`, `it's#hash`],
    [`""`, ''],
    [`"\x07"a b"`, `"a b`],
    [`"a\x07" b"`, `a" b`],
    [`\x07"bare`, `"bare`],
    ['[1,2]', '[1,2]'],
    ['$HOME', '$HOME'],
  ])('%j is %j', (token, value) => {
    expect(readRows(`x ${token} y # comment\n`)).toEqual([['x', value, 'y']]);
  });
  it('keeps comments with the block behind them, those among rows too', () => {
    const { blocks, comments } = readText('# 1\ndata_x\n# 2\nloop_\n_a\n# 3\n1 # 4\n# 5\n2\n# 6\ndata_y\n_p 1 # 7\n');
    expect(blocks.map((block) => block.comments)).toEqual([
      ['# 1', '# 2', '# 3'],
      ['# 4', '# 5', '# 6'],
    ]);
    expect(comments).toEqual(['# 7']);
  });
});

describe('columns', () => {
  const TEXTS = [
    '1',
    '-0.000000',
    '1.50',
    '1e-5',
    '1.000000e-05',
    '007',
    '123456789012345678',
    'nan',
    '+1',
    '.5',
    '5.',
    '-12.25',
    '1E+3',
  ];
  it('give every text back exactly, and its value', () => {
    const [, ...others] = TEXTS;
    for (const first of TEXTS) {
      const loop = readText(table([first, ...others].join('\n'), '_a\n')).blocks[0]?.loops[0];
      expect(rowsOf(loop).flat()).toEqual([first, ...others]);
      expect([...(loop?.column('a') ?? [])]).toEqual([first, ...others]);
      expect([...(loop?.numbers('a') ?? [])]).toEqual([first, ...others].map(Number));
    }
  });
  it('become text when too much of them is no number', () => {
    const values = Array.from({ length: 400 }, (_, i) => (i < 150 ? String(i) : `x${i}`));
    const loop = readText(table(values.join('\n'), '_a\n')).blocks[0]?.loops[0];
    expect(rowsOf(loop).flat()).toEqual(values);
    expect(() => loop?.numbers('a')).toThrow(/a\.star, data_t: row 151, _a: got "x150", expected a number/);
  });
  it('of image names are split into number and path', () => {
    const names = ['000001@a.mrcs', '1@a.mrcs', '12@b.mrcs', '000003@b.mrcs'];
    const loop = readText(table(names.join('\n'), '_a\n')).blocks[0]?.loops[0];
    expect([...(loop?.column('a') ?? [])]).toEqual(names);
    const images = loop?.images('a');
    expect([...(images?.numbers ?? [])]).toEqual([1, 1, 12, 3]);
    expect([...(images?.paths ?? [])]).toEqual(['a.mrcs', 'a.mrcs', 'b.mrcs', 'b.mrcs']);
    const mixed = readText(table('1@a\nplain\n"2@b c"\n', '_a\n')).blocks[0]?.loops[0];
    expect(rowsOf(mixed).flat()).toEqual(['1@a', 'plain', '2@b c']);
    expect(mixed?.images('a')).toBeNull();
  });
  it('that are not wanted are passed, quoted ones too', () => {
    const text = table('"x y" 1 it\'s 2 9\n# c\n\'a "b\' 3 d 4 9\n', '_a\n_b\n_c\n_d\n_e\n');
    const loop = readText(text, (label) => label === 'b' || label === 'd').blocks[0]?.loops[0];
    expect([...(loop?.numbers('b') ?? [])]).toEqual([1, 3]);
    expect([...(loop?.numbers('d') ?? [])]).toEqual([2, 4]);
  });
  it('are read over many blocks of the file', () => {
    const rows = 60_000;
    const lines = Array.from(
      { length: rows },
      (_, i) => `${i + 1}@stack_${i % 7}.mrcs  name${i}  ${(i / 8).toFixed(6)} ${i}`,
    );
    const loop = readText(table(lines.join('\n'), '_a\n_b\n_c\n_d\n')).blocks[0]?.loops[0];
    expect(rowsOf(loop).map((row) => row.join('  '))).toEqual(lines.map((line) => line.replace(/ +/g, '  ')));
    const last = readText(table(lines.join('\n'), '_a\n_b\n_c\n_d\n'), (label) => label === 'd').blocks[0]?.loops[0];
    expect(last?.numbers('d')).toEqual(Float64Array.from({ length: rows }, (_, i) => i));
  });
});

describe('what is refused', () => {
  it.each([
    ['', /has no line data_NAME/],
    ['hello\n', /line 1: is neither a comment nor data_NAME/],
    [table('1 2 3\n4 5\n'), /line 7 \(data_t\): has 2 values, expected 3/],
    [table('1 2 3\n4 5 6 7\n'), /line 7 \(data_t\): has 4 values, expected 3/],
    [table('1 2\n3\n'), /line 6 \(data_t\): has 2 values/],
    [table('1 "2 3\n'), /line 6 \(data_t\): a quote is not closed/],
    [table('1 2 3\n', '_a\n_a\n_b\n'), /line 4: the loop has two columns named _a/],
    ['data_x\n1 2 3\n', /line 2: expected a label/],
    ['data_x\n_p 1 2\n', /line 2: _p has more than one value/],
    ['data_x\nloop_\ndata_y\n', /the loop_ before this line has no labels/],
    ["data_x\n_p 'a b\n", /line 2: _p: a quote is not closed/],
    ['data_x\n_\n', /line 2: a label without a name/],
  ])('%j', (text, message) => {
    expect(() => readText(text)).toThrow(message);
  });
  it('a last row that is cut off behind the wanted columns', () => {
    expect(() => readText(table('1 2 3\n4 5'), (label) => label === 'a')).toThrow(/line 7 .*has 2 values, expected 3/);
  });
  it.each(['', '# the slow way\n'])('counts also the values of columns that nobody wants %j', (comment) => {
    for (const row of ['4 5', '4 5 6 7', '4']) {
      const text = comment + table(`1 2 3\n${row}\n8 9 10\n`);
      for (const wanted of ['a', 'b', 'c', 'none']) {
        expect(() => readText(text, (label) => label === wanted)).toThrow(/has \d values?, expected 3/);
      }
    }
  });
  it('a line that cannot be one of a STAR file', () => {
    expect(() => readText(Buffer.alloc(2 ** 25 + 10, 'x'))).toThrow(/has a line of more than/);
  });
  it('a column that is not there, naming file and block', () => {
    const loop = readText(table('1 2 3\n')).blocks[0]?.loops[0];
    expect(() => loop?.column('z')).toThrow(/a\.star, data_t: column _z is missing/);
  });
});
