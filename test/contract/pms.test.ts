import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { sampleCurve, type CurveSamples } from '../../src/membrane/curve.ts';
import { distanceField, subtractPlainly } from '../../src/membrane/reference.ts';
import { largestDifference } from '../helpers/difference.ts';
import { curveCases, type CurveCase } from '../helpers/random-curves.ts';
import { pmsImplementations, type Outcome, type Particle, type PmsImplementation } from './pms-implementations.ts';

/** White noise with dark and bright stripes, so that there is something to subtract. */
function noisyImage(box: number, seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: box * box }, (_, i) => random.normal() + 3 * Math.sin((i % box) / 3));
}

function realCurve(box: number): Float64Array {
  return Float64Array.from([0.1, 0.5, 0.4, 0.55, 0.6, 0.45, 0.9, 0.6], (value) => value * box);
}

/** Curves whose parts come near each other, in boxes. */
const WINDING = {
  hairpin: [0.05, 0.3, 1.5, 0.3, 1.5, 0.65, 0.05, 0.65],
  loop: [0.1, 0.9, 1.4, 0.1, -0.4, 0.1, 0.9, 0.9],
  wave: [0.02, 0.3, 0.4, 1.1, 0.6, -0.3, 0.98, 0.6],
};

/** Noise with a membrane along the curve, but only in the first columns: the best factor is in the middle. */
function membraneImage(box: number, samples: CurveSamples, halfWidthPx: number): Float32Array {
  const distance = distanceField(samples, box);
  return noisyImage(box, halfWidthPx).map((noise, pixel) => {
    const r = distance[pixel]! / halfWidthPx;
    return 0.3 * noise + (pixel % box < 0.6 * box ? 4 * Math.cos(r) * Math.exp(-r / 2) : 0);
  });
}

/** The curves of fast-check as batches: all that a run generates, by box and step. */
function batchesOf(numRuns: number, seed: number): CurveCase[][] {
  const cases = fc.sample(curveCases, { numRuns, seed });
  const batches = new Map<string, CurveCase[]>();
  for (const one of cases) {
    // Fewer boxes than generated, so that batches have more than one.
    const box = 20 + 10 * Math.floor((one.box - 20) / 10);
    const points = one.points.map((value) => (value * box) / one.box);
    const key = `${box} ${one.step}`;
    batches.set(key, [...(batches.get(key) ?? []), { ...one, box, points }]);
  }
  return [...batches.values()];
}

function comparePlainly(
  { costTolerance, pixelTolerance }: PmsImplementation,
  { box, points, step, kind }: CurveCase,
  halfWidthPx: number,
  image: Float32Array,
  outcome: Outcome,
  bias = 0,
): void {
  const samples = sampleCurve(points, step, box);
  const hasTangents = samples.nx.subarray(0, samples.count).every(Number.isFinite);
  if (samples.count === 0) return expect(outcome.error, kind).toBe('CurveOutsideBox');
  if (!hasTangents) return expect(outcome.error, kind).toBe('NoTangent');
  const plain = subtractPlainly(image, box, samples, halfWidthPx, bias);
  const least = plain.costs[plain.lambdaIndex];
  expect(outcome.sampleCount, kind).toBe(samples.count);
  expect(Math.abs(outcome.cost! - least), kind).toBeLessThanOrEqual(costTolerance * least);
  const ties = plain.costs.filter((cost) => cost !== least && cost - least <= costTolerance * least);
  if (ties.length === 0) expect(outcome.lambdaIndex, kind).toBe(plain.lambdaIndex);
  if (outcome.lambdaIndex !== plain.lambdaIndex) return;
  const differences = plain.subtracted.map((value, pixel) =>
    Number.isNaN(value) ? 0 : Math.abs(value - outcome.out[pixel]),
  );
  expect(Math.max(...differences), `${kind}, box ${box}, step ${step}`).toBeLessThan(pixelTolerance);
}

for (const implementation of pmsImplementations) {
  describe.skipIf(implementation.whyNot)(`PMS: ${implementation.name} ${implementation.whyNot ?? ''}`, () => {
    const { subtract } = implementation;

    it('equals the plain arithmetic for curves of every kind', async () => {
      for (const [number, batch] of batchesOf(120, 2).entries()) {
        const { box, step } = batch[0]!;
        const halfWidthPx = 1 + (number % 8);
        const particles = batch.map(({ points }, i) => {
          const samples = sampleCurve(points, step, box);
          const isPlain = i % 2 === 0 || samples.count === 0;
          const image = isPlain ? noisyImage(box, i) : membraneImage(box, samples, halfWidthPx);
          return { image, points, noiseSeed: i };
        });
        const outcomes = await subtract({ box, halfWidthPx, pointsStep: step }, particles);
        batch.forEach((curve, i) =>
          comparePlainly(implementation, curve, halfWidthPx, particles[i]!.image, outcomes[i]!),
        );
      }
    });

    it('equals it with pixels that are not finite, and with a bias', async () => {
      for (const batch of batchesOf(40, 3)) {
        const { box, step } = batch[0]!;
        const particles = batch.map(({ points }, i) => {
          const image = noisyImage(box, i);
          for (let hole = 0; hole < 20; hole++)
            image[(hole * 37 * (i + 1)) % 400] = [NaN, Infinity, -Infinity][hole % 3]!;
          return { image, points, noiseSeed: i };
        });
        const outcomes = await subtract({ box, halfWidthPx: 3, pointsStep: step, bias: 0.25 }, particles);
        batch.forEach((curve, i) => {
          const { image } = particles[i]!;
          comparePlainly(implementation, curve, 3, image, outcomes[i]!, 0.25);
          if (outcomes[i]!.error) return;
          expect(outcomes[i]!.nanPixels).toBe(image.filter((value) => !Number.isFinite(value)).length);
          expect(outcomes[i]!.out.every(Number.isFinite)).toBe(true);
        });
      }
    });

    it.each([64, 65, 128, 300])('equals it for a box of %i and a membrane as in real data', async (box) => {
      const curve = { kind: 'real', box, points: realCurve(box), step: 0.001 };
      const image = noisyImage(box, box);
      const [outcome] = await subtract({ box, halfWidthPx: 7, pointsStep: 0.001 }, [
        { image, points: curve.points, noiseSeed: 0 },
      ]);
      comparePlainly(implementation, curve, 7, image, outcome!);
    });

    it.each(Object.entries(WINDING))('equals it for a membrane of any width that is a %s', async (kind, boxes) => {
      const box = 90;
      const points = Float64Array.from(boxes, (value) => value * box);
      const samples = sampleCurve(points, 0.002, box);
      for (const halfWidthPx of [1, 6, 13, 24]) {
        const image = membraneImage(box, samples, halfWidthPx);
        const [outcome] = await subtract({ box, halfWidthPx, pointsStep: 0.002 }, [{ image, points, noiseSeed: 0 }]);
        comparePlainly(implementation, { kind, box, points, step: 0.002 }, halfWidthPx, image, outcome!);
      }
    });

    it.each([1e-38, 1e-40, 3e-45])('keeps the digits of weights as small as %d', async (offset) => {
      // The first sample alone reaches row 1, as far as the offset says.
      const points = Float64Array.from([20.3, offset, 20.3, 11, 20.3, 22, 20.3, 33]);
      const image = noisyImage(40, 5);
      for (const halfWidthPx of [2, 5]) {
        const [outcome] = await subtract({ box: 40, halfWidthPx, pointsStep: 0.1 }, [{ image, points, noiseSeed: 0 }]);
        const curve = { kind: 'tiny', box: 40, points, step: 0.1 };
        comparePlainly(implementation, curve, halfWidthPx, image, outcome!);
      }
    });

    it('gives the same bits for every batch size, order and run', async () => {
      const shape = { box: 50, halfWidthPx: 4, pointsStep: 0.01 };
      const random = new Random(8);
      const particles = Array.from({ length: 7 }, (_, i): Particle => {
        const points = realCurve(50).map((value) => value + 6 * random.uniform());
        // The fourth misses the box: that must not matter to the others.
        return {
          image: noisyImage(50, i),
          points: i === 3 ? points.map((value) => value + 500) : points,
          noiseSeed: i,
        };
      });
      particles[5]!.image[1234] = NaN;
      const once = await subtract(shape, particles, 7);
      expect(once.map(({ error }) => error)).toEqual([...Array(3), 'CurveOutsideBox', ...Array(3)]);
      for (const batchSize of [1, 2, 5, 7]) expect(await subtract(shape, particles, batchSize)).toEqual(once);
      expect(await subtract(shape, particles.toReversed(), 4)).toEqual(once.toReversed());
    });

    it('takes the first of factors that cost the same: an empty image stays empty', async () => {
      const box = 40;
      const image = new Float32Array(box * box);
      const [outcome] = await subtract({ box, halfWidthPx: 3, pointsStep: 0.01 }, [
        { image, points: realCurve(box), noiseSeed: 0 },
      ]);
      expect(outcome).toMatchObject({ lambdaIndex: 0, cost: 0, nanPixels: 0 });
      expect(outcome!.out.every((value) => value === 0)).toBe(true);
    });

    it('fills an image of nothing but holes with zeros', async () => {
      const image = new Float32Array(1600).fill(NaN);
      const [outcome] = await subtract({ box: 40, halfWidthPx: 3, pointsStep: 0.01 }, [
        { image, points: realCurve(40), noiseSeed: 0 },
      ]);
      expect(outcome!.nanPixels).toBe(1600);
      expect(outcome!.out.every((value) => value === 0)).toBe(true);
    });

    it('takes finer and finer samples', async () => {
      const image = noisyImage(40, 9);
      const points = Float64Array.from([-5, 20, 10, 20, 25, 20, 45, 20]);
      const outs: Float32Array[] = [];
      for (const pointsStep of [0.001, 0.0001, 0.00002]) {
        const [outcome] = await subtract({ box: 40, halfWidthPx: 3, pointsStep }, [{ image, points, noiseSeed: 0 }]);
        expect(outcome!.sampleCount).toBeGreaterThan(0.5 / pointsStep);
        outs.push(outcome!.out);
      }
      expect(largestDifference(outs[0]!, outs[1]!)).toBeLessThan(0.02);
      expect(largestDifference(outs[1]!, outs[2]!)).toBeLessThan(0.005);
    });

    it('takes curves of high degree, and says when one stands still', async () => {
      const high = Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? i + 0.5 : 20 + Math.sin(i)));
      const still = new Float64Array(8).fill(20);
      const image = noisyImage(40, 4);
      const shape = { box: 40, halfWidthPx: 2, pointsStep: 0.01 };
      const outcomes = await subtract(
        shape,
        [high, still].map((points) => ({ image, points, noiseSeed: 0 })),
      );
      comparePlainly(implementation, { kind: 'degree 19', box: 40, points: high, step: 0.01 }, 2, image, outcomes[0]!);
      expect(outcomes[1]!.error).toBe('NoTangent');
    });
  });
}
