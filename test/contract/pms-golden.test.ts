import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { membraneHalfWidthPx, placeControlPoints } from '../../src/membrane/pose.ts';
import { largestDifference, rmsDifference } from '../helpers/difference.ts';
import { GOLDEN, goldenParticles, readSection, subtractedName, type GoldenParticle } from '../helpers/golden.ts';
import { record } from '../helpers/record.ts';
import { describeWithSharedData } from '../helpers/shared-data.ts';
import { pmsImplementations, type Outcome, type PmsImplementation } from './pms-implementations.ts';

const MAX_DIFFERENCE = 2e-4;
const MAX_RMS = 2e-6;
const MAX_COST_DIFFERENCE = 2e-6;
const MEMBRANE_A = 35;

/** What the older program found for a particle. */
interface Expected {
  row: number;
  t_count: number;
  best_index: number;
  second_best_index: number;
  relative_gap_to_second: number;
  l1_min: number;
}

/** Cases whose pixels we share; each differs in one thing from the usual. */
const EDGES = [
  ...['constant_image', 'curve_leaves_and_returns', 'degree3_twin', 'degree5', 'memdist_floor', 'odd_box65'],
  ...['single2d', 'stack_of_one', 't0_outside'],
];

const runs = ['tiny', 'tiny/lownoise', 'small'].flatMap((set) => {
  const folder = join(GOLDEN, set, 'expected');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('pms_step')) : [];
  return names.map((name) => ({ set, step: Number(name.slice('pms_step'.length)), folder: join(folder, name) }));
});

async function subtractAll({ subtract }: PmsImplementation, particles: readonly GoldenParticle[], pointsStep: number) {
  const { box, pixelSizeA } = particles[0]!;
  const halfWidthPx = membraneHalfWidthPx(MEMBRANE_A, pixelSizeA);
  const items = particles.map((particle) => ({
    image: readSection(particle.stack, particle.section),
    points: placeControlPoints(particle.points, box, particle),
    noiseSeed: particle.section,
  }));
  return await subtract({ box, halfWidthPx, pointsStep }, items);
}

function checkPixels(what: string, { out }: Outcome, folder: string, particle: GoldenParticle): void {
  const golden = readSection(join(folder, 'subtracted', subtractedName(particle.stack)), particle.section);
  record(`${what} max`, largestDifference(out, golden));
  expect(largestDifference(out, golden)).toBeLessThan(MAX_DIFFERENCE);
  expect(rmsDifference(out, golden)).toBeLessThan(MAX_RMS);
}

function checkSearch({ sampleCount, lambdaIndex, cost }: Outcome, expected: Expected): void {
  expect(sampleCount).toBe(expected.t_count);
  const allowed = [expected.best_index];
  if (expected.relative_gap_to_second < 1e-5) allowed.push(expected.second_best_index);
  expect(allowed).toContain(lambdaIndex);
  expect(Math.abs(cost! / expected.l1_min - 1)).toBeLessThan(MAX_COST_DIFFERENCE);
}

describeWithSharedData('golden particles', () => {
  for (const implementation of pmsImplementations) {
    const { name, whyNot } = implementation;
    describe.skipIf(whyNot)(`${name} ${whyNot ?? ''}`, () => {
      it.each(runs)('$set at step $step', async ({ set, step, folder }) => {
        const particles = goldenParticles(set);
        const list = join(folder, 'particles.json');
        const expected = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Expected[]) : [];
        const outcomes = await subtractAll(implementation, particles, step);
        particles.forEach((particle, i) => {
          checkPixels(`${set}-${name}`, outcomes[i]!, folder, particle);
          const row = expected.find((one) => one.row === particle.row);
          if (row) checkSearch(outcomes[i]!, row);
        });
      });

      it.each(EDGES)('%s', async (edge) => {
        const particles = goldenParticles(`edge/${edge}`);
        const outcomes = await subtractAll(implementation, particles, 0.005);
        const folder = join(GOLDEN, 'edge', edge, 'expected');
        particles.forEach((particle, i) => checkPixels(`edge-${name}`, outcomes[i]!, folder, particle));
      });
    });
  }
});
