import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/base/random.ts';
import type { PatchPlace } from '../../src/membrane/mosaic-patch.ts';
import { largestDifference } from '../helpers/difference.ts';
import { GOLDEN, readSection, subtractedName } from '../helpers/golden.ts';
import { goldenMicrographs, mosaicOf } from '../helpers/golden-micrographs.ts';
import { describeWithSharedData } from '../helpers/shared-data.ts';
import { mmsImplementations } from './mms-implementations.ts';

const SIZE = { columns: 90, rows: 70 };
const MAX_GOLDEN_DIFFERENCE = 5e-5;
const EDGES = ['mms_float_coordinates', 'mms_partly_outside', 'mms_single_particle'];

function noise(count: number, seed: number, mean = 0, deviation = 1): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: count }, () => mean + deviation * random.normal());
}

/** Places in and about the micrograph; the second of three particles is flat. */
const placeCases = fc.array(
  fc.record({
    name: fc.constant('1@stack.mrc'),
    box: fc.constantFrom(8, 13, 24, 45),
    xPx: fc.double({ min: -3, max: 93, noNaN: true }),
    yPx: fc.double({ min: -3, max: 73, noNaN: true }),
  }),
  { minLength: 1, maxLength: 9 },
);
const particleOf = ({ box }: PatchPlace, i: number) =>
  i % 3 === 1 ? new Float32Array(box * box).fill(2) : noise(box * box, i);

/** Weighted mean of the rescaled patches over one pixel: algorithms.md 4, as plainly as it can be. */
function plainPixel(x: number, y: number, places: readonly PatchPlace[], micrograph: Float32Array): number {
  let [sum, weights] = [0, 0];
  places.forEach((place, index) => {
    const { box } = place;
    const particle = particleOf(place, index);
    const [left, top] = [Math.trunc(place.xPx) - (box >> 1), Math.trunc(place.yPx) - (box >> 1)];
    if (x < left || x >= left + box || y < top || y >= top + box) return;
    const patch: number[] = [];
    const crop: number[] = [];
    for (let row = Math.max(0, top); row < Math.min(SIZE.rows, top + box); row++) {
      for (let column = Math.max(0, left); column < Math.min(SIZE.columns, left + box); column++) {
        patch.push(-particle[(row - top) * box + column - left]!);
        crop.push(micrograph[row * SIZE.columns + column]!);
      }
    }
    const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    const deviation = (values: number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
    const along = (i: number) => -1 + (2 * i) / (box - 1);
    const weight = Math.exp(-(along(x - left) ** 2 + along(y - top) ** 2) / (2 * 0.36));
    const isFlat = Math.max(...patch) === Math.min(...patch);
    const value = -particle[(y - top) * box + x - left]!;
    const scaled = isFlat ? 0 : ((value - mean(patch)) / deviation(patch)) * deviation(crop);
    sum += weight * (scaled + mean(crop));
    weights += weight;
  });
  return weights === 0 ? micrograph[y * SIZE.columns + x]! : sum / weights;
}

for (const { name, whyNot, putBack } of mmsImplementations) {
  describe.skipIf(whyNot)(`MMS: ${name} ${whyNot ?? ''}`, () => {
    const micrograph = noise(SIZE.columns * SIZE.rows, 1, 14, 0.9);

    it('is the weighted mean of the rescaled patches, at every place, and the same bits for all parts', async () => {
      for (const [i, places] of fc.sample(placeCases, { numRuns: 40, seed: 5 }).entries()) {
        const result = await putBack(SIZE, places, places.map(particleOf), micrograph, 1 + (i % 9));
        const random = new Random(i);
        for (let probe = 0; probe < 60; probe++) {
          const [x, y] = [random.below(SIZE.columns), random.below(SIZE.rows)];
          const difference = result[y * SIZE.columns + x]! - plainPixel(x, y, places, micrograph);
          expect(Math.abs(difference)).toBeLessThan(1e-5);
        }
        expect(await putBack(SIZE, places, places.map(particleOf), micrograph)).toEqual(result);
      }
    });

    it('refuses a box outside, naming it', async () => {
      const place = { name: '7@stack.mrc', box: 20, xPx: 101, yPx: 30 };
      await expect(putBack(SIZE, [place], [noise(400, 1)], micrograph)).rejects.toThrow(
        '7@stack.mrc: its box of 20 px at (101, 30) lies entirely outside',
      );
    });

    it.each([
      ['the subtracted particle', NaN, 0],
      ['the micrograph under it', 0, Infinity],
    ])('refuses pixels of %s that are not finite, naming the item', async (what, inParticle, inMicrograph) => {
      const places = [3, 7].map((i) => ({ name: `${i}@stack.mrc`, box: 20, xPx: 10 * i, yPx: 30 }));
      const particles = [noise(400, 1), noise(400, 2)];
      const pixels = micrograph.slice();
      particles[1]![17] += inParticle;
      pixels[30 * SIZE.columns + 75] += inMicrograph;
      await expect(putBack(SIZE, places, particles, pixels)).rejects.toThrow(
        `7@stack.mrc: ${what} has pixels that are not finite`,
      );
    });

    it('ignores pixels that are not finite beside the patch', async () => {
      const place = { name: '7@stack.mrc', box: 20, xPx: 0, yPx: 0 };
      const particle = noise(400, 1);
      particle[0] = NaN;
      const pixels = micrograph.slice();
      pixels[SIZE.columns * SIZE.rows - 1] = NaN;
      const result = await putBack(SIZE, [place], [particle], pixels);
      expect([...result.keys()].filter((pixel) => !Number.isFinite(result[pixel]))).toEqual([result.length - 1]);
    });
  });
}

describeWithSharedData('golden micrographs', () => {
  const load = (set: string, folder: string) =>
    goldenMicrographs(set).map((micrograph) => ({
      micrograph,
      stacks: join(GOLDEN, set, 'expected', folder),
      particles: micrograph.patches.map(({ rawStack, section }) =>
        readSection(join(GOLDEN, set, 'expected', folder, subtractedName(rawStack)), section),
      ),
    }));
  const cases = [
    ...['tiny', 'tiny/lownoise', 'small'].map((set) => ({ set, pms: 'pms_step0.005', mms: 'mms_from_step0.005' })),
    ...EDGES.map((name) => ({ set: `edge/${name}`, pms: 'pms', mms: 'mms' })),
  ].filter(({ set }) => existsSync(join(GOLDEN, set)));
  for (const { name, whyNot, putBack } of mmsImplementations) {
    it.skipIf(whyNot).each(cases)(`$set: ${name}`, async ({ set, pms, mms }) => {
      for (const { micrograph, particles, stacks } of load(set, join(pms, 'subtracted'))) {
        const pixels = readSection(micrograph.path, 0);
        const result = await putBack(micrograph, micrograph.patches, particles, pixels);
        const folder = join(GOLDEN, set, 'expected', mms, 'subtracted');
        const golden = readSection(join(folder, subtractedName(micrograph.path)), 0);
        expect(largestDifference(result, golden)).toBeLessThan(MAX_GOLDEN_DIFFERENCE);
        expect(largestDifference(result, mosaicOf(micrograph, stacks))).toBeLessThan(1e-5);
      }
    });
  }
});
