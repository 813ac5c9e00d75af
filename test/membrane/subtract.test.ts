import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { sampleCurve } from '../../src/membrane/curve.ts';
import { WALK_SAMPLES } from '../../src/membrane/walk-memory.ts';
import { subtractPlainly } from '../../src/membrane/reference.ts';
import { ParticleSubtractor } from '../../src/membrane/subtract.ts';
import { largestDifference } from '../helpers/difference.ts';
import { curveCases, type CurveCase } from '../helpers/random-curves.ts';

const ITEM = { name: 'particle 3 of stack.mrc (class 2)', noiseSeed: 3 };

/** White noise with a dark and bright stripe, so that there is something to subtract. */
function noisyImage(box: number, seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: box * box }, (_, i) => random.normal() + 3 * Math.sin((i % box) / 3));
}

/** How near each kernel comes to the plain arithmetic: relative cost, pixels. */
const KERNELS = [
  { kernel: 'typescript', costTolerance: 1e-8, pixelTolerance: 2e-6 },
  { kernel: 'wasm', costTolerance: 1e-6, pixelTolerance: 2e-5 },
] as const;

function compare(
  { kernel, costTolerance, pixelTolerance }: (typeof KERNELS)[number],
  { box, points, step }: CurveCase,
  halfWidthPx: number,
  image: Float32Array,
  bias = 0,
): void {
  const samples = sampleCurve(points, step, box);
  const hasTangents = samples.nx.subarray(0, samples.count).every(Number.isFinite);
  fc.pre(samples.count > 0 && hasTangents);
  const out = new Float32Array(image.length);
  const subtractor = new ParticleSubtractor({ box, halfWidthPx, pointsStep: step, bias, kernel });
  const plain = subtractPlainly(image, box, samples, halfWidthPx, bias);
  // Twice, since the scratch memory must be as new after a particle.
  for (let run = 0; run < 2; run++) {
    const result = subtractor.subtract(image, points, out, ITEM);
    const least = plain.costs[plain.lambdaIndex];
    expect(result.sampleCount).toBe(samples.count);
    expect(Math.abs(result.cost - least)).toBeLessThanOrEqual(costTolerance * least);
    const isTie = plain.costs.some(
      (cost, i) => i !== plain.lambdaIndex && cost - least <= costTolerance * least && cost > least,
    );
    if (!isTie) expect(result.lambdaIndex).toBe(plain.lambdaIndex);
    const isFinite = plain.subtracted.map((value) => (Number.isNaN(value) ? 0 : 1));
    if (result.lambdaIndex === plain.lambdaIndex) {
      const [fast, slow] = [out, plain.subtracted].map((pixels) =>
        Float64Array.from(pixels, (value, i) => (isFinite[i] ? value : 0)),
      );
      expect(largestDifference(fast, slow)).toBeLessThan(pixelTolerance);
    }
  }
}

describe.each(KERNELS)('the fast subtraction ($kernel) equals the plain one', (kernel) => {
  it('for curves of every kind', () => {
    fc.assert(
      fc.property(curveCases, fc.integer({ min: 1, max: 8 }), fc.integer(), (curve, halfWidthPx, seed) => {
        compare(kernel, curve, halfWidthPx, noisyImage(curve.box, seed));
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  it('with pixels that are not finite, and with a bias', () => {
    fc.assert(
      fc.property(
        curveCases,
        fc.integer(),
        fc.array(fc.nat(399), { minLength: 1, maxLength: 30 }),
        (curve, seed, holes) => {
          const image = noisyImage(curve.box, seed);
          holes.forEach((pixel, i) => (image[pixel] = [NaN, Infinity, -Infinity][i % 3]));
          compare(kernel, curve, 3, image, 0.25);
        },
      ),
      { seed: 3, numRuns: 40 },
    );
  });

  it('for a curve of more samples than are walked along at a time', () => {
    const points = Float64Array.from([-2, 3, 9, 25, 16, -5, 23, 20]);
    expect(sampleCurve(points, 0.00005, 21).count).toBeGreaterThan(WALK_SAMPLES);
    compare(kernel, { kind: 'long', box: 21, points, step: 0.00005 }, 2, noisyImage(21, 4));
  });

  it.each([64, 65, 128])('for a box of %i and a membrane as in real data', (box) => {
    const points = Float64Array.from([0.1, 0.5, 0.4, 0.55, 0.6, 0.45, 0.9, 0.6], (value) => value * box);
    compare(kernel, { kind: 'real', box, points, step: 0.001 }, 7, noisyImage(box, box));
  });
});

it.each([64, 99, 256, 333, 512])('the two kernels agree for a box of %i', (box) => {
  const image = noisyImage(box, box);
  const points = Float64Array.from([0.02, 0.3, 0.4, 0.75, 0.6, 0.25, 0.97, 0.6], (value) => value * box);
  const [one, other] = KERNELS.map(({ kernel }) => {
    const out = new Float32Array(image.length);
    const subtractor = new ParticleSubtractor({ box, halfWidthPx: Math.round(box / 10), pointsStep: 0.002, kernel });
    return { ...subtractor.subtract(image, points, out, ITEM), out };
  });
  expect(one.lambdaIndex).toBe(other.lambdaIndex);
  expect(largestDifference(one.out, other.out)).toBeLessThan(5e-6);
});

describe.each(KERNELS)('a particle ($kernel)', ({ kernel }) => {
  const box = 40;
  const points = Float64Array.from([-5, 20, 10, 20, 25, 20, 45, 20]);
  const subtractor = new ParticleSubtractor({ box, halfWidthPx: 3, pointsStep: 0.01, kernel });

  it('that is a straight membrane and nothing else is nearly emptied', () => {
    const image = Float32Array.from({ length: box * box }, (_, i) => Math.exp(-((Math.floor(i / box) - 20) ** 2) / 8));
    const out = new Float32Array(image.length);
    const { lambda } = subtractor.subtract(image, points, out, ITEM);
    expect(lambda).toBeCloseTo(0.99, 10);
    expect(Math.max(...out)).toBeLessThan(0.05);
  });

  it('that is empty stays empty with the first factor', () => {
    const out = new Float32Array(box * box).fill(7);
    const result = subtractor.subtract(new Float32Array(box * box), points, out, ITEM);
    expect(result).toMatchObject({ lambdaIndex: 0, cost: 0, nanPixels: 0 });
    expect(out.every((value) => value === 0)).toBe(true);
  });

  it.each([0.01, 0.0001])(
    'is subtracted in place just so, also when the memory has to grow (step %d)',
    (pointsStep) => {
      for (const holes of [0, 700]) {
        const image = noisyImage(box, 6).fill(NaN, 200, 200 + holes);
        const out = new Float32Array(image.length);
        const options = { box, halfWidthPx: 3, pointsStep, kernel };
        const expected = new ParticleSubtractor(options).subtract(image, points, out, ITEM);
        const inPlace = new ParticleSubtractor(options);
        inPlace.canvas.set(image);
        expect(inPlace.subtractCanvas(points, ITEM)).toEqual(expected);
        expect(inPlace.canvas).toEqual(out);
      }
    },
  );

  it('with holes gets the same noise for the same seed, of the mean and deviation of the rest', () => {
    const image = noisyImage(box, 5).fill(NaN, 200, 900);
    const fill = (noiseSeed: number) => {
      const out = new Float32Array(image.length);
      expect(subtractor.subtract(image, points, out, { ...ITEM, noiseSeed }).nanPixels).toBe(700);
      return out;
    };
    const once = fill(1);
    expect(fill(1)).toEqual(once);
    expect(fill(2)).not.toEqual(once);
    const moments = (values: Float32Array) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return { mean, deviation: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
    };
    const rest = moments(Float32Array.from([...once.subarray(0, 200), ...once.subarray(900)]));
    const noise = moments(once.subarray(200, 900));
    expect(Math.abs(noise.mean - rest.mean)).toBeLessThan(0.4);
    expect(Math.abs(noise.deviation - rest.deviation)).toBeLessThan(0.3);
  });

  it('of nothing but holes is filled with zeros', () => {
    const out = new Float32Array(box * box);
    const result = subtractor.subtract(new Float32Array(box * box).fill(NaN), points, out, ITEM);
    expect(result.nanPixels).toBe(box * box);
    expect(out.every((value) => value === 0)).toBe(true);
  });

  it('may have more samples than any before', () => {
    const image = noisyImage(box, 9);
    const outs = [0.01, 0.0001, 0.000003].map((pointsStep) => {
      const fine = new ParticleSubtractor({ box, halfWidthPx: 3, pointsStep, kernel });
      const out = new Float32Array(image.length);
      return { ...fine.subtract(image, points, out, ITEM), out };
    });
    expect(outs.map(({ sampleCount }) => sampleCount > 5000)).toEqual([false, true, true]);
    expect(largestDifference(outs[0].out, outs[1].out)).toBeLessThan(0.2);
    expect(largestDifference(outs[1].out, outs[2].out)).toBeLessThan(0.02);
  });

  it('whose curve misses the box is an error that names it', () => {
    const far = points.map((value) => value + 1000);
    const run = () => subtractor.subtract(noisyImage(box, 1), far, new Float32Array(box * box), ITEM);
    expect(run).toThrow(
      /^particle 3 of stack\.mrc \(class 2\): no point of the membrane curve lies in the box of 40 px/,
    );
  });

  it('whose curve stands still is an error that names it', () => {
    const still = new Float64Array(8).fill(20);
    const run = () => subtractor.subtract(noisyImage(box, 1), still, new Float32Array(box * box), ITEM);
    expect(run).toThrow(/^particle 3 of stack\.mrc \(class 2\): the membrane curve has no direction at t = /);
  });
});
