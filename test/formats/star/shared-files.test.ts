import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors.ts';
import { readStar, type StarFile, type StarLoop } from '../../../src/formats/star/read.ts';
import { describeWithSharedData } from '../../helpers/shared-data.ts';
import { FORMATS, manifestFiles } from '../../helpers/manifest.ts';

interface LoopTruth {
  columns: string[];
  nrows: number;
  first?: string[];
  sha256_tokens: string;
  numeric_columns: Record<string, { min: number; max: number; sum: number }>;
}
interface Truth {
  blocks?: { name: string; pairs: [string, string][]; loops: LoopTruth[] }[];
}

const files = manifestFiles<Truth>('star');
/** Files that we refuse, and what our message must say. */
const BROKEN: Record<string, RegExp> = {
  'variant_few_tokens.star': /line 24 \(data_particles\): has 3 values, expected 4/,
  'variant_many_tokens.star': /line 24 \(data_particles\): has 5 values, expected 4/,
};

function tokensHash(loop: StarLoop): string {
  const rows = Array.from({ length: loop.rows }, (_, row) =>
    loop.labels.map((label) => loop.text(label, row)).join('\x1f'),
  );
  return createHash('sha256').update(rows.join('\x1e')).digest('hex');
}

function checkLoop(loop: StarLoop | undefined, truth: LoopTruth): void {
  expect(loop?.labels).toEqual(truth.columns);
  if (!loop) return;
  expect(loop.rows).toBe(truth.nrows);
  expect(tokensHash(loop)).toBe(truth.sha256_tokens);
  for (const label of truth.columns) {
    expect([...loop.column(label)]).toEqual(Array.from({ length: loop.rows }, (_, row) => loop.text(label, row)));
  }
  for (const [label, { min, max, sum }] of Object.entries(truth.numeric_columns)) {
    const values = loop.numbers(label).filter((value) => !Number.isNaN(value));
    expect(Math.min(...values)).toBe(min);
    expect(Math.max(...values)).toBe(max);
    expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(sum, 6);
  }
}

function checkFile(file: StarFile, truth: Truth): void {
  expect(file.blocks.map(({ name }) => name)).toEqual(truth.blocks?.map(({ name }) => name));
  truth.blocks?.forEach(({ pairs, loops }, i) => {
    expect(file.blocks[i]?.pairs).toEqual(pairs);
    expect(file.blocks[i]?.loops.length).toBe(loops.length);
    loops.forEach((loop, j) => checkLoop(file.blocks[i]?.loops[j], loop));
  });
}

describeWithSharedData('every STAR file of the shared set', () => {
  it.each(files.map((file) => [basename(file.path), file] as const))('%s', (name, { path, truth }) => {
    const full = join(FORMATS, path);
    const broken = BROKEN[name];
    if (broken) {
      expect(() => readStar(full)).toThrow(InputError);
      expect(() => readStar(full)).toThrow(broken);
    } else checkFile(readStar(full), truth);
  });

  it('covers every file', () => {
    expect(files.length).toBe(35);
  });
});
