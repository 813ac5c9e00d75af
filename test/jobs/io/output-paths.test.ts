import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  findClashes,
  findSubtractedStack,
  micrographOutputPath,
  outputStarPath,
  stackOutputPath,
} from '../../../src/jobs/io/output-paths.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

const inRoot = { outputRoot: '/out', outputDirname: 'subtracted' };
const beside = { outputRoot: null, outputDirname: 'subtracted' };

describe('output of a particle stack', () => {
  it.each([
    ['/p/J2/extract/x.mrc', '/out/subtracted/x_subtracted.mrc'],
    ['/p/J2/extract/x.mrcs', '/out/subtracted/x_subtracted.mrcs'],
    ['/p/J2/extract/a/b/x.mrcs', '/out/subtracted/a/b/x_subtracted.mrcs'],
    ['/p/extract/J2/extract/a/x.mrc', '/out/subtracted/a/x_subtracted.mrc'],
    ['/p/J2/imported/x.mrc', '/out/subtracted/x_subtracted.mrc'],
    ['/p/subtracted/J2/extract/x.mrc', '/out/subtracted/x_subtracted.mrc'],
    ['/p/J2/extract/x_subtracted.mrc', '/out/subtracted/x_subtracted.mrc'],
    ['/p/J2/extract/x.mrc.gz', '/out/subtracted/x_subtracted.mrc'],
    ['/p/J2/extract/a.b.c.mrcs', '/out/subtracted/a.b.c_subtracted.mrcs'],
    ['/p/J2/extract/x', '/out/subtracted/x_subtracted.mrc'],
  ])('%s -> %s', (raw, output) => {
    expect(stackOutputPath(raw, inRoot)).toBe(output);
  });

  it.each([
    ['/p/J2/extract/x.mrc', '/p/J2/subtracted/x_subtracted.mrc'],
    ['/p/J2/extract/a/x.mrc', '/p/J2/subtracted/a/x_subtracted.mrc'],
    ['/p/extract/J2/extract/x.mrc', '/p/extract/J2/subtracted/x_subtracted.mrc'],
    ['/p/J2/imported/x.mrc', '/p/J2/subtracted/x_subtracted.mrc'],
    ['/extract/x.mrc', '/subtracted/x_subtracted.mrc'],
  ])('without output root: %s -> %s', (raw, output) => {
    expect(stackOutputPath(raw, beside)).toBe(output);
  });
});

describe('output of a micrograph', () => {
  it.each([
    ['/p/J2/motioncorrected/x.mrc', inRoot, '/out/subtracted/x_subtracted.mrc'],
    ['/p/A/B/x.mrc', beside, '/p/A/subtracted/x_subtracted.mrc'],
    ['/p/A/B/x_subtracted.mrc', beside, '/p/A/subtracted/x_subtracted.mrc'],
  ])('%s', (raw, place, output) => {
    expect(micrographOutputPath(raw, place)).toBe(output);
  });
});

it('the STAR file of MMS carries stem and output_dirname', () => {
  const place = { outputRoot: '/out', outputDirname: 'step005' };
  expect(outputStarPath('/d/particles.star', place, null)).toBe('/out/particles_mms_micrograph_step005.star');
  expect(outputStarPath('/d/particles.star', { ...place, outputRoot: null }, null)).toBe(
    '/d/particles_mms_micrograph_step005.star',
  );
  expect(outputStarPath('/d/particles.star', place, '/x.star')).toBe('/x.star');
});

describe('findClashes', () => {
  it('names both inputs of one output', () => {
    const pairs = ['/p/J1/extract/x.mrc', '/p/J2/extract/x.mrc'].map((input) => ({
      input,
      output: stackOutputPath(input, inRoot),
    }));
    expect(findClashes(pairs, 'p.cs')).toEqual([
      {
        where: 'p.cs',
        message:
          'two inputs would be written to one output: /p/J1/extract/x.mrc and /p/J2/extract/x.mrc both become ' +
          '/out/subtracted/x_subtracted.mrc. Give their rows to two jobs with different output roots',
      },
    ]);
  });
  it('never lets an output be an input', () => {
    const input = '/p/A/subtracted/x_subtracted.mrc';
    const [problem] = findClashes([{ input, output: micrographOutputPath(input, beside) }], 'p.star');
    expect(problem?.message).toContain('is also an input');
  });
});

describe('findSubtractedStack', () => {
  it('looks in particle_output_root alone, when given', () => {
    const place = { ...inRoot, particleOutputRoot: '/pms' };
    expect(findSubtractedStack('/p/extract/x.mrc', place)).toBe('/pms/subtracted/x_subtracted.mrc');
  });
  it('else in the own output root, then beside the raw data', () => {
    const folder = temporaryFolder();
    const raw = join(folder, 'extract/x.mrc');
    const place = { outputRoot: join(folder, 'out'), outputDirname: 'subtracted', particleOutputRoot: null };
    expect(findSubtractedStack(raw, place)).toBe(join(folder, 'out/subtracted/x_subtracted.mrc'));
    mkdirSync(join(folder, 'subtracted'));
    writeFileSync(join(folder, 'subtracted/x_subtracted.mrc'), '');
    expect(findSubtractedStack(raw, place)).toBe(join(folder, 'subtracted/x_subtracted.mrc'));
  });
});

it('an output that is an input by a symbolic link of its folder is one', () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'extract'));
  mkdirSync(join(root, 'out'));
  symlinkSync('../extract', join(root, 'out/subtracted'));
  const input = join(root, 'extract/x_subtracted.mrcs');
  const output = stackOutputPath(input, { ...inRoot, outputRoot: join(root, 'out') });
  expect(findClashes([{ input, output }], 'a.cs')).toEqual([
    { where: 'a.cs', message: expect.stringContaining('is also an input') },
  ]);
  const other = { input, output: join(root, 'out/not/yet/x_subtracted.mrcs') };
  expect(findClashes([other], 'a.cs')).toEqual([]);
});
