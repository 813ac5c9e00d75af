import { readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demoSpec } from '../../src/demo/batch-spec.ts';
import { cutBox } from '../../src/demo/boxes.ts';
import { DemoFolder, PROJECT_PATHS } from '../../src/demo/layout.ts';
import { readImage } from '../../src/demo/measure-particles.ts';
import { makeProject } from '../../src/demo/project.ts';
import { CLASSES, DEFAULT_SETTINGS } from '../../src/demo/settings.ts';
import { readCs } from '../../src/formats/cs/read.ts';
import { openMrc } from '../../src/formats/mrc/read.ts';
import { readStar } from '../../src/formats/star/read.ts';
import { readParticleRows } from '../../src/jobs/io/particle-rows.ts';
import { readStarRows } from '../../src/jobs/io/star-rows.ts';
import { placeControlPoints } from '../../src/membrane/pose.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { parseJson } from '../../src/base/json.ts';
import { distanceToRing } from '../../src/demo/bilayer.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const SMALL = { ...DEFAULT_SETTINGS, micrographs: 3, widthPx: 448, heightPx: 416 };

function makeSmall(seed = 1) {
  const folder = new DemoFolder(join(temporaryFolder(), 'demo'));
  const truth = makeProject(folder, { ...SMALL, seed }, () => {});
  return { folder, truth };
}

describe('makeProject', () => {
  it('makes files that fit together: .cs, STAR, stacks, micrographs, class averages', () => {
    const { folder, truth } = makeSmall();
    const rows = readParticleRows(join(folder.project, PROJECT_PATHS.particles), folder.project);
    expect(rows.count).toBe(truth.particles.length);
    expect(rows.count).toBeGreaterThan(5);
    expect(rows.boxPx).toBe(160);
    const star = readStarRows(join(folder.project, PROJECT_PATHS.star), folder.project);
    expect(star.count).toBe(truth.particles.length);
    expect(star.micrographs.length).toBeGreaterThan(1);
    for (const path of star.micrographs) expect(openMrc(path).header).toMatchObject({ columns: 448, rows: 416 });
    const averages = openMrc(join(folder.project, PROJECT_PATHS.averages));
    expect(averages.header).toMatchObject({ columns: 128, sections: 8 });
    expect(averages.header.pixelSizeA).toBeCloseTo(3, 5);
    const templates = readCs(join(folder.project, PROJECT_PATHS.templates));
    const withParticles = CLASSES.filter(({ id }) => truth.particles.some(({ classId }) => classId === id));
    const chosen = [...(templates.columns.get('blob/idx')?.values as Uint32Array)];
    expect(chosen).toEqual(withParticles.map(({ id }) => id));
    const blocks = readStar(join(folder.project, PROJECT_PATHS.star)).blocks.map(({ name }) => name);
    expect(blocks).toEqual(['optics', 'particles']);
  });

  it('uses the conventions of the subtraction: a template point on the midline lands on the true membrane', () => {
    const { truth } = makeSmall();
    const half = SMALL.boxPx / 2;
    for (const particle of truth.particles) {
      const kind = CLASSES.find(({ id }) => id === particle.classId) ?? expect.fail('unknown class');
      const offsetPx = kind.centreOffsetA / SMALL.pixelSizeA;
      // The midline's place in the template: from the centre against the membrane's outward normal.
      const template = [half + offsetPx * Math.sin(kind.tangentRad), half - offsetPx * Math.cos(kind.tangentRad)];
      const [x, y] = placeControlPoints(template, SMALL.boxPx, particle.pose);
      const ring = truth.micrographs[particle.micrograph].rings[particle.ringIndex];
      const distancePx = distanceToRing(ring, particle.coordinateX - half + x, particle.coordinateY - half + y, 20);
      expect(Math.abs(distancePx)).toBeLessThan(1e-3);
    }
  });

  it('cuts particles out of the micrograph, inverted and normalised', () => {
    const { folder, truth } = makeSmall();
    const particle = truth.particles[0];
    const { name } = truth.micrographs[particle.micrograph];
    const micrograph = readImage(join(folder.project, PROJECT_PATHS.micrograph(name)));
    const box = cutBox(micrograph, SMALL.widthPx, particle.coordinateX, particle.coordinateY, SMALL.boxPx);
    const image = openMrc(join(folder.project, PROJECT_PATHS.stack(name))).readSection(particle.section);
    image.forEach((value, i) => expect(value).toBeCloseTo((particle.mean - box[i]) / particle.deviation, 4));
    const squares = image.reduce((sum, value) => sum + value * value, 0);
    expect(squares / image.length).toBeCloseTo(1, 3);
  });

  it('makes the same bytes from the same seed and others from another', () => {
    const [first, second, other] = [makeSmall(7), makeSmall(7), makeSmall(8)];
    const digest = ({ folder }: { folder: DemoFolder }) =>
      readdirSync(folder.root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map((path) => createHash('sha256').update(readFileSync(path)).digest('hex'));
    expect(digest(first)).toEqual(digest(second));
    expect(digest(first)).not.toEqual(digest(other));
    expect(JSON.parse(readFileSync(first.folder.truthFile, 'utf8'))).toEqual(first.truth);
  });
});

describe('demoSpec', () => {
  it('is a valid batch of five jobs', () => {
    const { spec, problems } = parseSpec(parseJson(JSON.stringify(demoSpec(new DemoFolder('demo')))), 'spec');
    expect(problems).toBeUndefined();
    expect(spec?.jobs.map(({ job_id }) => job_id)).toEqual([
      'analysis',
      'pms_step_0.001',
      'pms_step_0.002',
      'pms_step_0.005',
      'mms',
    ]);
  });
});
