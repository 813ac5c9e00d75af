import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors.ts';
import { boxesOutside, checkStarImages } from '../../../src/jobs/io/star-checks.ts';
import { readStarRows, readStarStacks } from '../../../src/jobs/io/star-rows.ts';
import { writeBlankMrc } from '../../helpers/small-project.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

/** A project with two stacks of two 8 px boxes and two micrographs of 40 x 30; `rows` are lines of the STAR file. */
function makeProject(rows: string[]): string {
  const folder = temporaryFolder();
  for (const stack of ['a', 'b'])
    writeBlankMrc(join(folder, `J1/extract/${stack}.mrcs`), { columns: 8, rows: 8, sections: 2 });
  for (const mic of ['m', 'n']) writeBlankMrc(join(folder, `J2/${mic}.mrc`), { columns: 40, rows: 30, sections: 1 });
  const labels = ['_rlnImageName #1', '_rlnMicrographName #2', '_rlnCoordinateX #3', '_rlnCoordinateY #4'];
  writeFileSync(
    join(folder, 'p.star'),
    [
      'data_optics',
      '',
      'loop_',
      '_rlnOpticsGroup #1',
      '1',
      '',
      'data_particles',
      '',
      'loop_',
      ...labels,
      ...rows,
      '',
    ].join('\n'),
  );
  return folder;
}

const good = [
  '000002@J1/extract/a.mrcs J2/m.mrc 10.9 -3.9',
  '000001@>J1/extract/b.mrcs J2/n.mrc 5 6',
  '1@J1/extract/b.mrcs:mrcs J2/m.mrc 20 20',
  'J1/extract/a.mrcs J2/m.mrc 1 1',
];
const read = (folder: string) => readStarRows(join(folder, 'p.star'), folder);

/** Messages without the folder. */
function problemsOf(folder: string, act: () => void): string[] {
  try {
    act();
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ where, message }) => `${where}: ${message}`.replaceAll(`${folder}/`, ''));
  }
}

describe('readStarRows', () => {
  it('groups rows by micrograph, from several stacks', () => {
    const folder = makeProject(good);
    const rows = read(folder);
    expect(rows).toMatchObject({ count: 4, block: 'particles' });
    expect(rows.micrographs).toEqual([join(folder, 'J2/m.mrc'), join(folder, 'J2/n.mrc')]);
    expect(rows.rowsOf.map((group) => [...group])).toEqual([[0, 2, 3], [1]]);
    expect(rows.stacks).toEqual([join(folder, 'J1/extract/a.mrcs'), join(folder, 'J1/extract/b.mrcs')]);
    expect([...rows.stackOf]).toEqual([0, 1, 1, 0]);
    expect([...rows.section]).toEqual([1, 0, 0, 0]);
    expect([...rows.xPx]).toEqual([10, 5, 20, 1]);
    expect([...rows.yPx]).toEqual([-3, 6, 20, 1]);
    expect(readStarStacks(join(folder, 'p.star'), folder)).toEqual(rows.stacks);
  });

  it.each([
    ['0@J1/extract/a.mrcs J2/m.mrc 1 1', 'got "0@J1/extract/a.mrcs", expected N@stack with N from 1'],
    ['x@J1/extract/a.mrcs J2/m.mrc 1 1', 'got "x@J1/extract/a.mrcs", expected N@stack with N from 1'],
    ['4294967297@J1/extract/a.mrcs J2/m.mrc 1 1', 'got "4294967297@J1/extract/a.mrcs", expected N@stack with N from 1'],
    ['1@J1/extract/a.mrcs J2/m.mrc 1 nan', 'row 1, _rlnCoordinateY: got "nan", expected a number'],
    ['1@J1/extract/a.mrcs J2/m.mrc 1 right', 'row 1, _rlnCoordinateY: got "right", expected a number'],
    ['1@J1/extract/c.mrcs J2/m.mrc 1 1', 'it names "J1/extract/c.mrcs"'],
    ['1@J1/extract/a.mrcs J2/o.mrc 1 1', 'it names "J2/o.mrc"'],
  ])('refuses %s', (row, message) => {
    const folder = makeProject([row]);
    expect(problemsOf(folder, () => read(folder)).join('\n')).toContain(message);
  });

  it('names missing columns', () => {
    const folder = makeProject([]);
    writeFileSync(join(folder, 'p.star'), 'data_\n\nloop_\n_rlnImageName #1\n1@a.mrcs\n');
    expect(problemsOf(folder, () => read(folder))).toEqual([
      'p.star: block data_ lacks _rlnMicrographName, _rlnCoordinateX, _rlnCoordinateY; export the particles with their locations',
    ]);
  });
});

describe('checkStarImages', () => {
  const check = (folder: string) => {
    const rows = read(folder);
    const all = rows.micrographs.map((input, index) => ({ input, index }));
    return { rows, images: checkStarImages(rows, all, rows.stacks) };
  };

  it('gives the shapes of micrographs and stacks', () => {
    const { images } = check(makeProject(good.slice(1)));
    expect([...images.micrographs.values()].map((shape) => shape.columns)).toEqual([40, 40]);
    expect(images.stacks.map((shape) => shape?.sections)).toEqual([2, 2]);
  });

  it('names a section that the stack does not have', () => {
    const folder = makeProject(['3@J1/extract/a.mrcs J2/m.mrc 1 1']);
    expect(problemsOf(folder, () => check(folder))).toEqual([
      'p.star: row 1, _rlnImageName: image 3 of J1/extract/a.mrcs, which has 2 images',
    ]);
  });

  it('names a stack whose images are not square, and one of another pixel size', () => {
    const folder = makeProject(good.slice(1));
    writeBlankMrc(join(folder, 'J1/extract/a.mrcs'), { columns: 10, rows: 8, sections: 2 });
    expect(problemsOf(folder, () => check(folder))).toEqual([
      'J1/extract/a.mrcs: its images are 10 x 8 px, expected square boxes',
    ]);
    writeBlankMrc(join(folder, 'J1/extract/a.mrcs'), { columns: 8, rows: 8, sections: 2, pixelSizeA: 8 });
    expect(problemsOf(folder, () => check(folder))[0]).toContain('binned');
  });

  it('boxesOutside names a box entirely outside its micrograph, not one that is partly outside', () => {
    const outside = (...rows: string[]) => {
      const folder = makeProject(rows.map((place) => `1@J1/extract/a.mrcs J2/m.mrc ${place}`));
      const checked = check(folder);
      return boxesOutside(checked.rows, checked.images).map(({ message }) => message.replaceAll(`${folder}/`, ''));
    };
    expect(outside('-3 33', '43 -3')).toEqual([]);
    expect(outside('5 5', '44 5')).toEqual(['row 2: the box at (44, 5) lies entirely outside J2/m.mrc (40 x 30 px)']);
  });
});
