import fc from 'fast-check';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors.ts';
import { StarLoop, readStar, type StarFile } from '../../../src/formats/star/read.ts';
import { writeStar } from '../../../src/formats/star/write.ts';
import { describeWithSharedData } from '../../helpers/shared-data.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';
import { FORMATS, manifestFiles } from '../../helpers/manifest.ts';

/** A file as plain data. */
function contentOf({ blocks, comments }: StarFile) {
  return {
    comments,
    blocks: blocks.map(({ loops, kind: _, ...block }) => ({
      ...block,
      loops: loops.map((loop) => ({
        labels: loop.labels,
        rows: Array.from({ length: loop.rows }, (_, row) => loop.labels.map((label) => loop.text(label, row))),
      })),
    })),
  };
}

/** Values that need every kind of quoting, and numbers in all spellings. */
const value = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '#', '_', '\t', 'é', '😀', '1', '.'), maxLength: 8 }),
  fc.constantFrom('', 'data_x', 'loop_', '_label', '#c', ';', '"', "'", `" ' "`, '$x', '[1,2]'),
  fc.double().map(String),
  fc.double({ min: -1e4, max: 1e4, noNaN: true }).map((number) => number.toFixed(6)),
  fc.nat(9).map((number) => `00000${number}@stack.mrcs`),
);
const name = fc.string({ unit: fc.constantFrom('a', 'B', '.', '1', '*'), minLength: 1, maxLength: 6 });
const loop = fc
  .uniqueArray(name, { minLength: 1, maxLength: 5 })
  .chain((labels) =>
    fc
      .array(fc.tuple(...labels.map(() => value)), { maxLength: 5 })
      .map((rows) =>
        StarLoop.from(Object.fromEntries(labels.map((label, i) => [label, rows.map((row) => row[i] ?? '')]))),
      ),
  );
const comments = fc.array(
  name.map((text) => `# ${text}`),
  { maxLength: 2 },
);
const block = fc.record({
  name,
  comments,
  pairs: fc.array(fc.tuple(name, value), { maxLength: 4 }),
  loops: fc.array(loop, { maxLength: 2 }),
});
const randomFile = fc.record({ blocks: fc.array(block, { minLength: 1, maxLength: 3 }), comments });

describe('writeStar', () => {
  it('is read back exactly', () => {
    const path = join(temporaryFolder(), 'a.star');
    fc.assert(
      fc.property(randomFile, (file) => {
        writeStar(path, file);
        expect(contentOf(readStar(path))).toEqual(contentOf(file as StarFile));
      }),
      { numRuns: 150 },
    );
  });

  it('writes what all readers accept', () => {
    const path = join(temporaryFolder(), 'a.star');
    const particles = StarLoop.from({
      rlnImageName: ['1@a', '2@a'],
      rlnMicrographName: ['a b', ''],
      rlnAnglePsi: [0.1, NaN],
    });
    const pairs: [string, string][] = [
      ['rlnA', '1'],
      ['rlnLong', 'x y'],
    ];
    writeStar(path, {
      blocks: [
        { name: 'general', comments: ['# version 30001'], pairs, loops: [] },
        { name: 'particles', comments: [], pairs: [], loops: [particles] },
      ],
      comments: [],
    });
    expect(readFileSync(path, 'utf8')).toBe(
      '# version 30001\n\ndata_general\n\n_rlnA    1\n_rlnLong "x y"\n\n' +
        'data_particles\n\nloop_\n_rlnImageName #1\n_rlnMicrographName #2\n_rlnAnglePsi #3\n1@a "a b" 0.1\n2@a "" nan\n\n',
    );
  });

  it('refuses what STAR cannot hold and leaves no file', () => {
    const folder = temporaryFolder();
    const file = {
      comments: [],
      blocks: [{ name: 'x', comments: [], pairs: [], loops: [StarLoop.from({ a: ['1', 'a\nb'] })] }],
    };
    expect(() => writeStar(join(folder, 'a.star'), file)).toThrow(/data_x, _a, row 2: the value "a\\nb" cannot stand/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('damaged STAR files', () => {
  it('are read or refused, and nothing else', () => {
    const path = join(temporaryFolder(), 'a.star');
    const damage = fc.record({
      at: fc.double({ min: 0, max: 0.999, noNaN: true }),
      byte: fc.constantFrom(...Buffer.from('\n\r\t "\'#_;dl\x07\0\xff1.@e')),
    });
    const damages = fc.array(fc.array(damage, { minLength: 1, maxLength: 6 }), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(randomFile, damages, fc.boolean(), (file, variations, isPartial) => {
        writeStar(path, file);
        const whole = readFileSync(path);
        for (const changes of variations) {
          const bytes = Buffer.from(whole);
          for (const { at, byte } of changes) bytes[Math.floor(at * bytes.length)] = byte;
          writeFileSync(path, bytes);
          expect(() => readOrRefuse(path, isPartial)).not.toThrow();
        }
      }),
      { numRuns: 50 },
    );
  });
});

function readOrRefuse(path: string, isPartial: boolean): void {
  try {
    const star = readStar(path, isPartial ? { columns: (label) => label.length % 2 === 0 } : {});
    for (const { loops } of star.blocks)
      if (!isPartial) for (const one of loops) one.labels.forEach((label) => one.numbers(label));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
}

describeWithSharedData('every STAR file of the shared set, written and read again', () => {
  const files = manifestFiles<{ blocks?: unknown }>('star').filter(({ path }) => !/few_tokens|many_tokens/.test(path));
  it.each(files.map(({ path }) => path))('%s', (path) => {
    const target = join(temporaryFolder(), 'a.star');
    const file = readStar(join(FORMATS, path));
    writeStar(target, file);
    expect(contentOf(readStar(target))).toEqual(contentOf(file));
  });
});
