import { spawnSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCs } from '../src/formats/cs/read.ts';
import { readStar } from '../src/formats/star/read.ts';
import { rewriteStarColumn } from '../src/formats/star/rewrite.ts';
import { writeBigCs, writeBigStar } from './table-data.ts';

const ROWS = 1_000_000;
const ROUNDS = 3;
/** Names the measurement that a child process of this benchmark makes. */
const CHILD = 'BEZIERFIT_BENCH_TABLES';

const CS_COLUMNS = ['uid', 'blob/path', 'blob/idx', 'alignments2D/shift', 'alignments2D/pose', 'alignments2D/class'];
const FIRST_LABELS = new Set([
  ...['rlnImageName', 'rlnMicrographName', 'rlnCoordinateX', 'rlnCoordinateY'],
  ...['rlnAnglePsi', 'rlnOriginXAngst', 'rlnValue6', 'rlnValue7'],
]);
const SPREAD_LABELS = new Set([
  ...[...FIRST_LABELS].slice(0, 4),
  'rlnValue10',
  'rlnValue16',
  'rlnValue22',
  'rlnValue29',
]);

/** Each works on cs, star and an output file; the first two are what the others are compared with. */
const MEASUREMENTS: Record<string, (cs: string, star: string, out: string) => void> = {
  'read the .cs file': (cs) => copyBlocks(cs, null),
  '.cs, 6 columns': (cs) => void readCs(cs, { columns: CS_COLUMNS }),
  '.cs, all columns': (cs) => void readCs(cs),
  'read the STAR file': (_, star) => copyBlocks(star, null),
  'STAR, first 8 columns': (_, star) => void readStar(star, { columns: (label) => FIRST_LABELS.has(label) }),
  'STAR, 8 columns up to the last': (_, star) => void readStar(star, { columns: (label) => SPREAD_LABELS.has(label) }),
  'STAR, all columns': (_, star) => void readStar(star),
  'copy the STAR file (durable)': (_, star, out) => copyBlocks(star, out),
  'STAR, one column rewritten (durable)': (_, star, out) =>
    rewriteStarColumn(star, out, 'particles', 'rlnMicrographName', (name) => `/runs/subtracted/${name}`),
};

interface Figures {
  ms: number;
  peakMb: number;
}

/** Reading and rewriting tables of 1,000,000 rows: time, ratio to plain reading or copying, peak memory of a process. */
export function run(): Promise<void> {
  const folder = process.env[CHILD];
  if (folder !== undefined) measure(folder);
  else measureAll();
  return Promise.resolve();
}

function measureAll(): void {
  const folder = mkdtempSync(join(tmpdir(), 'bezierfit-bench-'));
  try {
    writeBigCs(join(folder, 'a.cs'), ROWS);
    writeBigStar(join(folder, 'a.star'), ROWS);
    const figures = new Map(Object.keys(MEASUREMENTS).map((name) => [name, [] as Figures[]]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, list] of figures) list.push(measureInChild(folder, name));
    }
    const sizeMb = (name: string) => (statSync(join(folder, name)).size / 1e6).toFixed(0);
    console.log(
      `${ROWS} rows of 30 columns: .cs ${sizeMb('a.cs')} MB, STAR ${sizeMb('a.star')} MB; medians of ${ROUNDS}`,
    );
    print(figures);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(figures: Map<string, Figures[]>): void {
  let plainMs = NaN;
  for (const [name, list] of figures) {
    const ms = median(list.map((figure) => figure.ms));
    if (/^(read|copy) the/.test(name)) plainMs = ms;
    const peakMb = median(list.map((figure) => figure.peakMb));
    console.log(
      `${name.padEnd(38)} ${ms.toFixed(0).padStart(6)} ms  x${(ms / plainMs).toFixed(1)}  ${peakMb.toFixed(0)} MB`,
    );
  }
}

/** A process of its own, so that its peak memory is that of one measurement. */
function measureInChild(folder: string, name: string): Figures {
  const child = spawnSync(process.execPath, [process.argv[1] ?? '', 'tables'], {
    env: { ...process.env, [CHILD]: `${folder}\n${name}` },
    encoding: 'utf8',
  });
  const line = child.stdout.split('\n').find((text) => text.startsWith('{'));
  if (line === undefined) throw new Error(`${name}: ${child.stderr}`);
  return JSON.parse(line) as Figures;
}

function measure(assignment: string): void {
  const [folder = '', name = ''] = assignment.split('\n');
  const begin = performance.now();
  MEASUREMENTS[name]?.(join(folder, 'a.cs'), join(folder, 'a.star'), join(folder, 'out.star'));
  const ms = performance.now() - begin;
  console.log(JSON.stringify({ ms, peakMb: process.resourceUsage().maxRSS / 1024 }));
}

function copyBlocks(source: string, target: string | null): void {
  const block = Buffer.allocUnsafeSlow(1 << 20);
  const input = openSync(source, 'r');
  const output = target === null ? null : openSync(target, 'w');
  for (let got = readSync(input, block); got > 0; got = readSync(input, block)) {
    if (output !== null) writeSync(output, block, 0, got);
  }
  if (output !== null) fsyncSync(output);
  if (output !== null) closeSync(output);
  closeSync(input);
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
