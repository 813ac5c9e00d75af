/** The one table that `npm run bench` prints: a row for each promise, made of figures of interleaved runs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aligned } from '../src/cli/aligned.ts';

/** One measured quantity. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
}

export type Target = { atMost: number } | { atLeast: number };

export interface BenchRow {
  /** What was done, with its size: `STAR, 1,000,000 rows: 8 columns`. */
  name: string;
  value: number;
  unit: string;
  /** What was promised; null where there is no promise. */
  target: Target | null;
  /** Two figures of the same interleaved rounds; their ratio says more than a time, since it travels between machines. */
  parts: readonly [Figure, Figure] | null;
  /** Seconds of processor, all threads: on a busy machine it tells more than the clock. */
  processorS?: number;
}

/** A row whose ratio is that of two times, seconds. */
export function timesRow(
  name: string,
  value: number,
  unit: string,
  target: Target | null,
  ...times: [string, number][]
): BenchRow {
  const [first, second] = times.map(([words, seconds]) => ({ name: words, value: seconds, unit: 's' }));
  return { name, value, unit, target, parts: first && second ? [first, second] : null };
}

/** `full`: the promised sizes. `quick`: the same in few rounds. `smallest`: only to see that it works. */
export type BenchScale = 'full' | 'quick' | 'smallest';

export interface BenchGroup {
  /** What is given to `npm run bench -- NAME`. */
  name: string;
  run: (scale: BenchScale) => Promise<BenchRow[]> | BenchRow[];
}

function isReached({ value, target }: BenchRow): boolean | null {
  if (target === null) return null;
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast;
}

function ratioOf({ parts }: BenchRow): number | null {
  return parts && parts[0].value / parts[1].value;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** The rows as plain objects, for `--json`. */
export function tableJson(rows: readonly (BenchRow & { group: string })[]): object[] {
  return rows.map((row) => ({ ...row, ratio: ratioOf(row), reached: isReached(row) }));
}

const HEAD = ['what', 'value', 'promised', '', 'processor', 'ratio', 'of'];

/** A folder of its own, removed afterwards. */
export async function withFolder<T>(use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bezierfit-bench-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lines of aligned columns. */
export function tableText(rows: readonly BenchRow[]): string {
  return `${aligned([HEAD, ...rows.map(cellsOf)]).join('\n')}\n`;
}

function cellsOf(row: BenchRow): string[] {
  const { name, value, unit, target, parts, processorS } = row;
  const limit = target && ('atMost' in target ? `<= ${target.atMost}` : `>= ${target.atLeast}`);
  const reached = { true: 'reached', false: 'MISSED', null: '' }[String(isReached(row))] ?? '';
  const ratio = ratioOf(row);
  const words = parts ? `${figureText(parts[0])} / ${figureText(parts[1])}` : '';
  const processor = processorS === undefined ? '' : `${short(processorS)} s`;
  return [name, `${short(value)} ${unit}`, limit ?? '', reached, processor, ratio === null ? '' : short(ratio), words];
}

const figureText = ({ name, value, unit }: Figure): string => `${name} ${short(value)} ${unit}`;

/** Three figures. */
function short(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}
