import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NO_PIXELS, mergeStats, pixelStats, rmsOf } from '../../../src/formats/mrc/statistics.ts';

it('loses no digits to a large mean', () => {
  const data = Float32Array.from({ length: 1000 }, (_, i) => 1e7 + (i % 2));
  const stats = pixelStats(data);
  expect(stats.mean).toBe(1e7 + 0.5);
  expect(rmsOf(stats)).toBe(0.5);
});

it('counts only finite pixels, wherever the others are', () => {
  const stats = pixelStats(Float32Array.of(NaN, Infinity, 2, NaN, 4, -Infinity));
  expect(stats).toEqual({ pixels: 6, finite: 2, min: 2, max: 4, mean: 3, squaredDeviations: 2 });
  expect(pixelStats(Float32Array.of(NaN))).toMatchObject({ pixels: 1, finite: 0 });
  expect(rmsOf(NO_PIXELS)).toBe(0);
});

it('merges to the statistics of the whole', () => {
  const values = fc.float32Array({ noDefaultInfinity: true, noNaN: true, min: -1e6, max: 1e6 });
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 5 }), (parts) => {
      const all = Float32Array.from(parts.flatMap((part) => [...part]));
      const whole = pixelStats(all);
      const merged = parts.map(pixelStats).reduce(mergeStats, NO_PIXELS);
      expect([merged.pixels, merged.finite, merged.min, merged.max]).toEqual([
        all.length,
        all.length,
        whole.min,
        whole.max,
      ]);
      const scale = Math.max(1, ...all.map(Math.abs));
      expect(Math.abs(merged.mean - whole.mean)).toBeLessThanOrEqual(1e-12 * scale);
      expect(Math.abs(merged.squaredDeviations - whole.squaredDeviations)).toBeLessThanOrEqual(
        1e-11 * scale * scale * 50,
      );
    }),
    { numRuns: 200 },
  );
});

it('is what the definition says, for runs of any length and holes anywhere', () => {
  const holes = fc.array(fc.tuple(fc.nat(5000), fc.constantFrom(NaN, Infinity, -Infinity)), { maxLength: 4 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 1e6 }), holes, (length, seed, places) => {
      const data = Float32Array.from({ length }, (_, i) => Math.sin(seed + i * i));
      for (const [at, value] of places) data[at % length] = value;
      const values = [...data].filter(Number.isFinite);
      const stats = pixelStats(data);
      expect([stats.pixels, stats.finite]).toEqual([length, values.length]);
      if (values.length === 0) return;
      const mean = values.reduce((a, b) => a + b) / values.length;
      const deviations = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      expect([stats.min, stats.max]).toEqual([Math.min(...values), Math.max(...values)]);
      expect(stats.mean).toBeCloseTo(mean, 12);
      expect(stats.squaredDeviations).toBeCloseTo(deviations, 8);
    }),
  );
});
