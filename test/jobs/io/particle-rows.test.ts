import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors.ts';
import { readParticleGeometry, readParticleRows, readParticleStacks } from '../../../src/jobs/io/particle-rows.ts';
import { readTemplateRows } from '../../../src/jobs/io/template-rows.ts';
import { SHARED_DATA, describeWithSharedData } from '../../helpers/shared-data.ts';
import { makeSmallProject, writeBlankMrc, writeParticles, type SmallParticle } from '../../helpers/small-project.ts';

/** Rows of a file with these particles in a small project, or the problem without the folder. */
function read(particles: SmallParticle[], without: string[] = []) {
  const root = makeSmallProject();
  writeBlankMrc(join(root, 'J220/extract/b.mrcs'), { columns: 8, rows: 8, sections: 2 });
  const path = join(root, 'J220/particles.cs');
  writeParticles(path, particles, without);
  try {
    return { root, rows: readParticleRows(path, root), problem: '' };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { root, rows: null, problem: error.message.replaceAll(`${root}/`, '') };
  }
}

describe('readParticleRows', () => {
  it('groups rows by stack in order of appearance; > is no part of a path', () => {
    const b = 'J220/extract/b.mrcs';
    const { root, rows } = read([{ path: b, idx: 1 }, {}, { path: `>${b}`, idx: 0 }, {}]);
    expect(rows?.stacks).toEqual([join(root, b), join(root, 'J220/extract/a_particles.mrcs')]);
    expect(rows?.rowsOf.map((group) => [...group])).toEqual([
      [0, 2],
      [1, 3],
    ]);
    expect(rows).toMatchObject({ count: 4, boxPx: 8, repeatedRows: 0, scaledShifts: 0 });
    expect(readParticleStacks(join(root, 'J220/particles.cs'), root)).toEqual(rows?.stacks);
    const particles = join(root, 'J220/particles.cs');
    expect(readParticleGeometry(particles, 'templates.cs')).toEqual({ boxPx: 8, pixelSizeA: 4, count: 4 });
    expect(() => readParticleGeometry(particles, particles)).toThrow('is given as particle and as template');
  });

  it('scales shifts of an alignment with another pixel size, and counts them', () => {
    const { rows } = read([{ shift: [1, -2] }, { shift: [1, -2], alignedPsizeA: 8 }, { shift: [3, 1], psizeA: 8 }]);
    expect([...(rows?.shiftXPx ?? [])]).toEqual([1, 2, 3]);
    expect([...(rows?.shiftYPx ?? [])]).toEqual([-2, -4, 1]);
    expect(rows?.scaledShifts).toBe(1);
  });

  it('does without alignments2D/psize_A', () => {
    expect(read([{ shift: [1, 2] }], ['alignments2D/psize_A']).rows?.scaledShifts).toBe(0);
  });

  it('does a section that is listed twice with one pose once', () => {
    const { rows } = read([{ idx: 0 }, { idx: 1 }, { idx: 0 }]);
    expect(rows?.rowsOf.map((group) => [...group])).toEqual([[0, 1]]);
    expect(rows?.repeatedRows).toBe(1);
  });

  it.each<[string, SmallParticle[], string]>([
    ['two poses for a section', [{ idx: 1 }, { idx: 1, pose: 0.5 }], 'rows 0 and 1 (from 0) both name section 1'],
    ['a box that is not square', [{ box: [8, 9] }], 'row 0 (from 0), column blob/shape: got 8 x 9'],
    ['two boxes', [{}, { box: [10, 10] }], 'row 1 (from 0), column blob/shape: got 10 x 10'],
    ['a pixel size of 0', [{ psizeA: 0 }], 'row 0 (from 0), column blob/psize_A: got 0, expected a number above 0'],
    [
      'a pose that is NaN',
      [{}, { pose: NaN }],
      'row 1 (from 0), column alignments2D/pose: got NaN, expected an angle in radians (not degrees)',
    ],
    ['an empty path', [{ path: '' }], 'row 0, column blob/path: the path is empty'],
    ['a stack that is missing', [{ path: 'J1/x.mrc' }], 'it names "J1/x.mrc"'],
    ['no rows', [], 'J220/particles.cs: has no particles'],
  ])('refuses %s', (_name, particles, message) => {
    expect(read(particles).problem).toContain(message);
  });

  it('names a missing column', () => {
    expect(read([{}], ['alignments2D/class']).problem).toContain('column alignments2D/class is missing');
  });

  it('reads several files joined by uid', () => {
    const root = makeSmallProject();
    const [own, passthrough] = ['J220/particles.cs', 'J220/particles_passthrough.cs'].map((name) => join(root, name));
    writeParticles(own ?? '', [{ classId: 1 }, {}], ['blob/path']);
    writeParticles(passthrough ?? '', [{}, {}]);
    expect(readParticleRows(`${own},${passthrough}`, root)).toMatchObject({ count: 2, boxPx: 8 });
    expect(() => readParticleRows(own ?? '', root)).toThrow(/blob\/path is missing; .*particles_passthrough.cs has it/);
  });
});

describe('readTemplateRows', () => {
  it('gives the classes of the templates', () => {
    const root = makeSmallProject();
    const { boxPx, pixelSizeA, templates } = readTemplateRows(join(root, 'J220/templates.cs'), root);
    expect({ boxPx, pixelSizeA }).toEqual({ boxPx: 16, pixelSizeA: 2 });
    expect(templates.map((template) => template.classId)).toEqual([0, 1]);
  });
  it('refuses a class that is listed twice', () => {
    const root = makeSmallProject();
    const path = join(root, 'J220/templates.cs');
    writeParticles(
      path,
      [0, 0].map((idx) => ({ path: 'J220/templates.mrc', idx })),
    );
    expect(() => readTemplateRows(path, root)).toThrow('class 0 (blob/idx) is listed twice');
  });
});

describeWithSharedData('readParticleRows on a golden project', () => {
  it.each(['particles_selected.cs', 'particles_selected_csdat.cs'])('%s', (name) => {
    const project = join(SHARED_DATA, 'golden/tiny/project');
    const rows = readParticleRows(join(project, 'J220', name), project);
    expect(rows).toMatchObject({ count: 8, boxPx: 64, repeatedRows: 0, scaledShifts: 0 });
    expect(rows.rowsOf.map((group) => group.length)).toEqual([4, 4]);
    expect(rows.psiRad[0]).toBeCloseTo(-0.91626877, 7);
    expect(rows.shiftYPx[0]).toBeCloseTo(3.1942465, 6);
    expect(rows.pixelSizeA[0]).toBe(Math.fround(5.34));
  });
});
