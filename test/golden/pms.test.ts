import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ParticleSubtractor, type Subtraction } from '../../src/membrane/subtract.ts';
import { membraneHalfWidthPx, placeControlPoints } from '../../src/membrane/pose.ts';
import { describeWithSharedData } from '../helpers/shared-data.ts';
import { largestDifference, rmsDifference } from '../helpers/difference.ts';
import { GOLDEN, goldenParticles, readSection, subtractedName, type GoldenParticle } from '../helpers/golden.ts';
import { record } from '../helpers/record.ts';

const MAX_DIFFERENCE = 2e-4;
const MAX_RMS = 2e-6;

function subtractGolden(
  particle: GoldenParticle,
  pointsStep: number,
  physicalMembraneDistA = 35,
): { image: Float32Array; out: Float32Array; result: Subtraction } {
  const { box } = particle;
  const halfWidthPx = membraneHalfWidthPx(physicalMembraneDistA, particle.pixelSizeA);
  const image = readSection(particle.stack, particle.section);
  const out = new Float32Array(image.length);
  const subtractor = new ParticleSubtractor({ box, halfWidthPx, pointsStep });
  const placed = placeControlPoints(particle.points, box, particle);
  const result = subtractor.subtract(image, placed, out, { name: `row ${particle.row}`, noiseSeed: particle.section });
  return { image, out, result };
}

function checkPixels(out: Float32Array, expected: Float32Array): void {
  record('edge max', largestDifference(out, expected));
  record('edge rms', rmsDifference(out, expected));
  expect(largestDifference(out, expected)).toBeLessThan(MAX_DIFFERENCE);
  expect(rmsDifference(out, expected)).toBeLessThan(MAX_RMS);
}

/** Those of the other golden sets: test/contract/pms-golden.test.ts. */
describeWithSharedData('edge cases of the older program', () => {
  const expectedSection = (name: string, particle: GoldenParticle) =>
    readSection(join(GOLDEN, 'edge', name, 'expected/subtracted', subtractedName(particle.stack)), particle.section);

  const SAME = [
    'bigendian_stack',
    'constant_image',
    'curve_leaves_and_returns',
    'degree3_twin',
    'degree5',
    'memdist_floor',
    'mrcs_ext',
    'odd_box65',
    'single2d',
    'stack_of_one',
    't0_outside',
    'unselected_rows',
  ];
  it.each(SAME)('%s: the same pixels', (name) => {
    for (const particle of goldenParticles(`edge/${name}`)) {
      checkPixels(subtractGolden(particle, 0.005).out, expectedSection(name, particle));
    }
  });

  it('memdist_one: a half-width of one pixel', () => {
    for (const particle of goldenParticles('edge/memdist_one')) {
      expect(membraneHalfWidthPx(7, particle.pixelSizeA)).toBe(1);
      checkPixels(subtractGolden(particle, 0.005, 7).out, expectedSection('memdist_one', particle));
    }
  });

  it('memdist_floor: the quotient is taken in double', () => {
    expect(membraneHalfWidthPx(35, Math.fround(35 / 26))).toBe(25);
  });

  it.each(['duplicate_rows', 'single2d_two_rows'])('%s: each row by itself is as the last of them there', (name) => {
    const last = new Map(goldenParticles(`edge/${name}`).map((particle) => [particle.section, particle]));
    for (const particle of last.values()) {
      checkPixels(subtractGolden(particle, 0.005).out, expectedSection(name, particle));
    }
  });

  it.each([
    { name: 'int8_stack', tolerance: 2 },
    { name: 'int16_stack', tolerance: 2 },
    { name: 'uint16_stack', tolerance: 1 },
  ])('$name: not cut to integers, so within $tolerance of the older program', ({ name, tolerance }) => {
    for (const particle of goldenParticles(`edge/${name}`)) {
      const { out } = subtractGolden(particle, 0.005);
      const expected = expectedSection(name, particle);
      const isComparable = (i: number) => name !== 'uint16_stack' || out[i] >= 1;
      const differences = Array.from(out, (value, i) => (isComparable(i) ? Math.abs(value - expected[i]) : 0));
      expect(Math.max(...differences)).toBeLessThan(tolerance);
      expect(out.some((value) => !Number.isInteger(value))).toBe(true);
    }
  });

  it('float16_stack: works (the older program fails)', () => {
    for (const particle of goldenParticles('edge/float16_stack')) {
      const { image, out } = subtractGolden(particle, 0.005);
      expect(out.every(Number.isFinite)).toBe(true);
      expect(largestDifference(out, image)).toBeGreaterThan(0.1);
    }
  });

  it('nan_mask: a sample on a pixel centre is at distance 0 there, nothing is filled', () => {
    for (const particle of goldenParticles('edge/nan_mask')) {
      const { image, out, result } = subtractGolden(particle, 0.05);
      expect(result.nanPixels).toBe(0);
      expect(result.lambdaIndex).toBeGreaterThan(0);
      expect(largestDifference(out, image)).toBeGreaterThan(0.1);
    }
  });

  it('curve_outside: an error that names the particle and the box', () => {
    const [particle] = goldenParticles('edge/curve_outside');
    expect(() => subtractGolden(particle, 0.005)).toThrow(/^row 0: no point of the membrane curve .* box of 64 px/);
  });

  it('psize_too_large: an error that gives both values', () => {
    const [particle] = goldenParticles('edge/psize_too_large');
    expect(() => subtractGolden(particle, 0.005)).toThrow(/physical_membrane_dist 35 A at a pixel size of 36 A/);
  });

  describe('nan_particle', () => {
    it('is as there where there is no NaN, and its holes are counted and filled the same each time', () => {
      for (const particle of goldenParticles('edge/nan_particle')) {
        const { image, out, result } = subtractGolden(particle, 0.005);
        const holes = image.filter((value) => !Number.isFinite(value)).length;
        expect(result.nanPixels).toBe(holes);
        expect(out.every(Number.isFinite)).toBe(true);
        expect(subtractGolden(particle, 0.005).out).toEqual(out);
        if (holes === 0) checkPixels(out, expectedSection('nan_particle', particle));
        else expect(result.lambdaIndex).toBeGreaterThan(0);
      }
    });
  });
});
