import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sampleCurve } from '../../src/membrane/curve.ts';
import { DistanceBand } from '../../src/membrane/distance-band.ts';
import { distanceField } from '../../src/membrane/reference.ts';
import { curveCases } from '../helpers/random-curves.ts';

it('is the distance to the nearest sample, for every pixel in reach of any curve', () => {
  fc.assert(
    fc.property(curveCases, fc.integer({ min: 1, max: 12 }), ({ points, step, box }, halfWidthPx) => {
      const samples = sampleCurve(points, step, box);
      fc.pre(samples.count > 0);
      const band = new DistanceBand(box, halfWidthPx);
      band.fill(samples);
      const { squared, first, end } = band.memory;
      const wrong = distanceField(samples, box).findIndex((exact, pixel) => {
        const [x, y] = [pixel % box, Math.floor(pixel / box)];
        const isListed = x >= first[y] && x < end[y];
        const distance = Math.sqrt(squared[pixel]);
        if (!isListed && distance !== Infinity) return true;
        if (exact <= halfWidthPx) return distance > halfWidthPx + 1e-9;
        return exact <= band.reachPx ? Math.abs(distance - exact) > 1e-9 : distance < exact - 1e-9;
      });
      expect(wrong).toBe(-1);
    }),
    { seed: 1, numRuns: 400 },
  );
});
