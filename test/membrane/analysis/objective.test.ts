import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/base/random.ts';
import { bilayerProfile } from '../../../src/membrane/analysis/bilayer-profile.ts';
import { FastObjective } from '../../../src/membrane/analysis/objective-fast.ts';
import { objective } from '../../../src/membrane/analysis/objective.ts';
import { describeWithSharedData } from '../../helpers/shared-data.ts';
import { goldenClasses } from './golden-classes.ts';

describeWithSharedData('objective, golden', () => {
  for (const { name, box, pixelSizeA, curvatureThreshold, zoomed, curves } of goldenClasses()) {
    it(`${name}: fitness and its parts, plain and fast`, () => {
      for (const [, { control_points, peer_fitness, own_objective: parts }] of curves) {
        const points = control_points.flat();
        const settings = { box, halfWidthPx: Math.trunc(35 / pixelSizeA), curvatureThreshold };
        expect(settings.halfWidthPx).toBe(parts.mem_dist);
        const plain = objective(zoomed, points, bilayerProfile(settings.halfWidthPx), settings);
        expect(Math.abs(plain.fitness / peer_fitness - 1)).toBeLessThan(1e-9);
        expect(Math.abs(plain.correlation / parts.cc - 1)).toBeLessThan(1e-9);
        expect(plain.boxPenalty).toBe(parts.control_point_penalty);
        expect(plain.curvaturePenalty).toBe(parts.curvature_penalty);
        expect(plain.maxCurvature).toBeCloseTo(parts.max_curvature, 9);
        expect(plain.sampleCount).toBe(parts.n_curve_points);
        const fast = new FastObjective(zoomed, settings);
        expect(Math.abs(fast.evaluate(points) / peer_fitness - 1)).toBeLessThan(1e-9);
      }
    });
  }
});

const random = new Random(11);
const imageOf = (box: number) => Float32Array.from({ length: box * box }, () => random.normal() + 0.3);
const box = 40;
const image = imageOf(box);
const coordinate = fc.oneof(
  fc.double({ min: -30, max: 70, noNaN: true }),
  fc.integer({ min: 0, max: 40 }),
  fc.constantFrom(10, 20),
);
const curve = fc
  .integer({ min: 3, max: 6 })
  .chain((degree) => fc.array(coordinate, { minLength: 2 * degree + 2, maxLength: 2 * degree + 2 }));

describe('fast objective', () => {
  // Whole groups of four pixels, and boxes that leave one, two or three over.
  for (const [halfWidthPx, box] of [
    [1, 40],
    [4, 37],
    [9, 40],
    [4, 39],
    [2, 38],
  ]) {
    it(`equals the plain one for any curve, half-width ${halfWidthPx}, box ${box}`, () => {
      const image = imageOf(box);
      const settings = { box, halfWidthPx, curvatureThreshold: 0.05 };
      const profile = bilayerProfile(halfWidthPx);
      const [fast, script] = (['wasm', 'typescript'] as const).map(
        (kernel) => new FastObjective(image, settings, undefined, kernel),
      );
      const check = (points: number[]): void => {
        const plain = objective(image, points, profile, settings);
        const fitness = fast.evaluate(points);
        // The same bits, so that an analysis does not depend on the machine.
        expect(script.evaluate(points)).toBe(fitness);
        expect(script.correlation).toBe(fast.correlation);
        if (plain.sampleCount === 0) {
          expect(fitness).toBe(-Infinity);
          return;
        }
        expect(fast.sampleCount).toBe(plain.sampleCount);
        expect(Math.abs(fast.correlation - plain.correlation)).toBeLessThan(1e-8 * (1 + Math.abs(plain.correlation)));
        // At a cusp the curvature is a ratio of roundings.
        if (plain.maxCurvature < 1) {
          expect(Math.abs(fitness - plain.fitness)).toBeLessThan(1e-6 * (1 + Math.abs(plain.fitness)));
        }
      };
      fc.assert(fc.property(curve, check), { numRuns: 100, seed: 5 });
    });
  }

  it('handles lines exactly along the axes and the diagonal, and a curve that is one point', () => {
    const settings = { box, halfWidthPx: 5, curvatureThreshold: 0.05 };
    const fast = new FastObjective(image, settings);
    for (const points of [
      [0, 20, 10, 20, 30, 20, 39, 20],
      [20, 0, 20, 13, 20, 26, 20, 39],
      [0, 0, 13, 13, 26, 26, 39, 39],
      [39, 0.5, 26, 13.5, 13, 26.5, 0, 39.5],
      [7, 7, 7, 7, 7, 7, 7, 7],
    ]) {
      const plain = objective(image, points, bilayerProfile(5), settings);
      fast.evaluate(points);
      expect(fast.correlation).toBeCloseTo(plain.correlation, 9);
    }
  });

  it('punishes sharp curves, control points outside, and curves that miss the box', () => {
    const fast = new FastObjective(image, { box, halfWidthPx: 4, curvatureThreshold: 0.05 });
    const straight = [5, 20, 15, 20, 25, 20, 35, 20];
    expect(fast.evaluate(straight)).toBeCloseTo(fast.correlation - 40, 9);
    const sharp = [5, 20, 45, 21, -5, 21, 35, 20];
    expect(fast.evaluate(sharp)).toBeLessThan(fast.correlation - 1e4 * 0.05);
    const outside = [-3, 20, 15, 20, 25, 20, 35, 20];
    expect(fast.evaluate(outside)).toBeCloseTo(fast.correlation - 30 - 10 * 2 ** 3, 9);
    expect(fast.evaluate([100, 100, 101, 100, 102, 100, 103, 100])).toBe(-Infinity);
  });
});
