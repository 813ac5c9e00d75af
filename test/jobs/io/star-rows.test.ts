import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors.ts';
import { MrcWriter } from '../../../src/formats/mrc/write.ts';
import { checkStarImages } from '../../../src/jobs/io/star-checks.ts';
import { readStarRows, readStarStacks } from '../../../src/jobs/io/star-rows.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

interface Shape {
  columns: number;
  rows: number;
  sections: number;
  pixelSizeA?: number;
}

function writeMrc(path: string, { pixelSizeA = 2, ...shape }: Shape): void {
  mkdirSync(join(path, '..'), { recursive: true });
  const writer = MrcWriter.create(path, { ...shape, pixelSizeA, originA: [0, 0, 0], labels: [], stack: true });
  const image = new Float32Array(shape.columns * shape.rows);
  writer.commit(Array.from({ length: shape.sections }, (_, i) => writer.writeSection(i, image)));
}

/** A project with two stacks of two 8 px boxes and two micrographs of 40 x 30; `rows` are lines of the STAR file. */
function makeProject(rows: string[]): string {
  const folder = temporaryFolder();
  for (const stack of ['a', 'b'])
    writeMrc(join(folder, `J1/extract/${stack}.mrcs`), { columns: 8, rows: 8, sections: 2 });
  for (const mic of ['m', 'n']) writeMrc(join(folder, `J2/${mic}.mrc`), { columns: 40, rows: 30, sections: 1 });
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
    ['x@J1/extract/a.mrcs J2/m.mrc 1 1', 'it names "x@J1/extract/a.mrcs"'],
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
  it('gives headers and box', () => {
    const images = checkStarImages(read(makeProject(good.slice(1))));
    expect(images.boxPx).toBe(8);
    expect(images.micrographs.map((header) => header.columns)).toEqual([40, 40]);
  });

  it('names a section that the stack does not have', () => {
    const folder = makeProject(['3@J1/extract/a.mrcs J2/m.mrc 1 1']);
    expect(problemsOf(folder, () => checkStarImages(read(folder)))).toEqual([
      'p.star: row 1, _rlnImageName: image 3, but J1/extract/a.mrcs has 2',
    ]);
  });

  it('names a box entirely outside its micrograph, not one that is partly outside', () => {
    const partly = ['1@J1/extract/a.mrcs J2/m.mrc -3 33', '1@J1/extract/a.mrcs J2/m.mrc 43 -3'];
    const inside = makeProject(partly);
    expect(problemsOf(inside, () => checkStarImages(read(inside)))).toEqual([]);
    const folder = makeProject(['1@J1/extract/a.mrcs J2/m.mrc 44 5']);
    expect(problemsOf(folder, () => checkStarImages(read(folder)))).toEqual([
      'p.star: row 1: the box of 8 px at (44, 5) lies entirely outside J2/m.mrc (40 x 30 px)',
    ]);
  });

  it('names stacks of another box, and of another pixel size', () => {
    const folder = makeProject(good.slice(1, 3).concat('1@J1/extract/a.mrcs J2/n.mrc 4 4'));
    writeMrc(join(folder, 'J1/extract/a.mrcs'), { columns: 10, rows: 10, sections: 2 });
    expect(problemsOf(folder, () => checkStarImages(read(folder)))).toEqual([
      'J1/extract/a.mrcs: its images are 10 x 10 px, expected 8 x 8 px as in the first stack',
    ]);
    writeMrc(join(folder, 'J1/extract/a.mrcs'), { columns: 8, rows: 8, sections: 2, pixelSizeA: 4 });
    expect(problemsOf(folder, () => checkStarImages(read(folder)))[0]).toContain('binned');
  });
});
