import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readParticleRows } from '../src/jobs/io/particle-rows.ts';
import { readCs } from '../src/formats/cs/read.ts';
import { readStar } from '../src/formats/star/read.ts';
import { rewriteStarColumn } from '../src/formats/star/rewrite.ts';
import { choreInProcess, type ChoreFigures, type Chores } from './chores.ts';
import { copyDurably, readThrough } from './durable-copy.ts';
import { interleave } from './interleave.ts';
import { median, withFolder, type BenchGroup, type BenchRow, type BenchScale } from './table.ts';
import { makeEmptyStacks, writeBigCs, writeBigStar, writeStacksCs } from './table-data.ts';

const ROWS: Record<BenchScale, number> = { full: 1_000_000, quick: 1_000_000, smallest: 2000 };
const ROUNDS: Record<BenchScale, number> = { full: 5, quick: 3, smallest: 1 };
const ROWS_A_STACK = 10;
const REWRITTEN = 'out.star';
/** The shorter table of the grouping has so many times fewer rows. */
const PARTS = 4;

const CS_COLUMNS = ['uid', 'blob/path', 'blob/idx', 'alignments2D/shift', 'alignments2D/pose', 'alignments2D/class'];
const FIRST_LABELS = new Set([
  ...['rlnImageName', 'rlnMicrographName', 'rlnCoordinateX', 'rlnCoordinateY'],
  ...['rlnAnglePsi', 'rlnOriginXAngst', 'rlnValue6', 'rlnValue7'],
]);
const SPREAD_LABELS = new Set([
  ...[...FIRST_LABELS].slice(0, 4),
  ...['rlnValue10', 'rlnValue16', 'rlnValue22', 'rlnValue29'],
]);

/** Each works in a folder with a.cs, a.star, few.cs and many.cs. */
export const TABLE_CHORES: Chores = {
  'cs-columns': (folder) => void readCs(join(folder, 'a.cs'), { columns: CS_COLUMNS }),
  'cs-all': (folder) => void readCs(join(folder, 'a.cs')),
  'star-first': (folder) => void readStar(join(folder, 'a.star'), { columns: (label) => FIRST_LABELS.has(label) }),
  'star-spread': (folder) => void readStar(join(folder, 'a.star'), { columns: (label) => SPREAD_LABELS.has(label) }),
  'star-all': (folder) => void readStar(join(folder, 'a.star')),
  'star-rewritten': (folder) =>
    rewriteStarColumn(
      join(folder, 'a.star'),
      join(folder, REWRITTEN),
      'particles',
      'rlnMicrographName',
      (name) => `/runs/${name}`,
    ),
  'group-few': (folder) => void readParticleRows(join(folder, 'few.cs'), folder),
  'group-many': (folder) => void readParticleRows(join(folder, 'many.cs'), folder),
};

/** Tables of a million rows: time, ratio to plain reading or copying, peak memory of a process. */
export const tables: BenchGroup = {
  name: 'tables',
  run: (scale) =>
    withFolder(async (folder) => {
      const rows = ROWS[scale];
      const cs = join(folder, 'a.cs');
      const star = join(folder, 'a.star');
      writeBigCs(cs, rows);
      writeBigStar(star, rows);
      makeEmptyStacks(folder, rows / ROWS_A_STACK);
      writeStacksCs(join(folder, 'few.cs'), rows / PARTS, ROWS_A_STACK);
      writeStacksCs(join(folder, 'many.cs'), rows, ROWS_A_STACK);
      const plain = await interleave(ROUNDS[scale], {
        csRead: () => readThrough(cs),
        starRead: () => readThrough(star),
        starCopy: () => copyDurably(star),
        ...Object.fromEntries(Object.keys(TABLE_CHORES).map((name) => [name, () => measure(name, folder)])),
      });
      return rowsOf(plain as unknown as Results, rows);
    }),
};

/** What an earlier round left is removed first: that takes longer than it seems, and is no part of the work. */
function measure(chore: string, folder: string): ChoreFigures {
  rmSync(join(folder, REWRITTEN), { force: true });
  return choreInProcess('tables', chore, folder);
}

type Results = Record<'csRead' | 'starRead' | 'starCopy', number[]> & Record<string, ChoreFigures[]>;

function rowsOf(results: Results, count: number): BenchRow[] {
  const rows = count.toLocaleString('en');
  const seconds = (chore: string) => median((results[chore] ?? []).map((figures) => figures.seconds));
  const time = (
    chore: string,
    name: string,
    reference: 'csRead' | 'starRead' | 'starCopy',
    atMost?: number,
  ): BenchRow => {
    const words = { csRead: 'reading the file', starRead: 'reading the file', starCopy: 'durable copy' }[reference];
    return {
      name: `${rows} rows: ${name}`,
      value: seconds(chore),
      unit: 's',
      target: atMost === undefined ? null : { atMost },
      processorS: median((results[chore] ?? []).map((figures) => figures.cpuS)),
      parts: [
        { name, value: seconds(chore), unit: 's' },
        { name: words, value: median(results[reference]), unit: 's' },
      ],
    };
  };
  const memory = (chore: string, name: string, atMost: number): BenchRow => ({
    name: `${rows} rows: ${name}, peak memory`,
    value: median((results[chore] ?? []).map((figures) => figures.peakMb)),
    unit: 'MB',
    target: { atMost },
    parts: null,
  });
  return [
    time('cs-columns', '.cs, the 6 columns of a job', 'csRead', 0.22),
    memory('cs-columns', '.cs, the 6 columns of a job', 100),
    time('cs-all', '.cs, all 30 columns', 'csRead'),
    time('star-first', 'STAR, first 8 columns', 'starRead', 0.8),
    time('star-spread', 'STAR, 8 columns up to the last', 'starRead', 0.8),
    memory('star-spread', 'STAR, 8 columns up to the last', 130),
    time('star-all', 'STAR, all 30 columns', 'starRead'),
    time('star-rewritten', 'STAR, one column rewritten (durable)', 'starCopy', 0.5),
    grouping(seconds('group-many') / count, seconds('group-few') / (count / PARTS), rows),
  ];
}

/** Linear: a row costs the same however many there are. */
function grouping(many: number, few: number, rows: string): BenchRow {
  return {
    name: `${rows} rows read and grouped by stack, ${ROWS_A_STACK} a stack: a row of ${PARTS} times as many`,
    value: many / few,
    unit: 'x',
    target: { atMost: 1.3 },
    parts: [
      { name: 'a row', value: 1e6 * many, unit: 'us' },
      { name: `a row of ${PARTS} times fewer`, value: 1e6 * few, unit: 'us' },
    ],
  };
}
