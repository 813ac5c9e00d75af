import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CurveSamples, sampleCurve } from '../../src/membrane/curve.ts';
import { curveCases } from '../helpers/random-curves.ts';

const used = (samples: CurveSamples, name: 't' | 'x' | 'y' | 'nx' | 'ny') => [
  ...samples[name].subarray(0, samples.count),
];

describe('sampleCurve', () => {
  it('walks on beyond the control points to the border of the box', () => {
    const samples = sampleCurve(Float64Array.from([20, 30, 30, 30, 40, 30, 50, 30]), 0.01, 64);
    expect(samples.x[0]).toBeGreaterThanOrEqual(0);
    expect(samples.x[0]).toBeLessThan(0.31);
    expect(samples.x[samples.count - 1]).toBeGreaterThan(63.69);
  });

  it('stops at |t| = 2 inside a large box', () => {
    const samples = sampleCurve(Float64Array.from([500, 500, 501, 500, 502, 500, 503, 500]), 0.01, 1000);
    expect(samples.t[0]).toBeCloseTo(-1.99, 9);
    expect(samples.t[samples.count - 1]).toBeCloseTo(1.99, 9);
  });

  it('takes only the first run of inside points when the curve leaves the box and comes back', () => {
    const points = Float64Array.from([32, 10, 150, 25, 150, 40, 32, 54]);
    const samples = sampleCurve(points, 0.001, 64);
    expect(Math.max(...used(samples, 'x'))).toBeGreaterThan(63);
    expect(Math.max(...used(samples, 'y'))).toBeLessThan(32);
  });

  it('starts at the first inside point when t = 0 is outside, and goes back from there', () => {
    const samples = sampleCurve(Float64Array.from([-20, 32, 10, 32, 30, 32, 90, 32]), 0.01, 64);
    expect(samples.t[0]).toBeGreaterThan(0.2);
    expect(samples.x[0]).toBeLessThan(1);
  });

  it('has no samples when the curve misses the box, or is not finite', () => {
    expect(sampleCurve(new Float64Array(8).fill(-3), 0.01, 64).count).toBe(0);
    expect(sampleCurve(new Float64Array(8).fill(NaN), 0.01, 64).count).toBe(0);
  });

  it('has normals (-tangent_y, tangent_x) of length 1', () => {
    const samples = sampleCurve(Float64Array.from([5, 30, 20, 30, 40, 30, 60, 30]), 0.01, 64);
    expect(used(samples, 'nx').every((value) => Math.abs(value) < 1e-12)).toBe(true);
    expect(used(samples, 'ny').every((value) => value === 1)).toBe(true);
  });

  it('gives t in order, evenly spaced, points inside, whatever the curve', () => {
    fc.assert(
      fc.property(curveCases, ({ points, step, box }) => {
        const samples = sampleCurve(points, step, box);
        const t = used(samples, 't');
        expect(t.every((value, i) => i === 0 || Math.abs(value - t[i - 1] - step) < 1e-9)).toBe(true);
        expect([...used(samples, 'x'), ...used(samples, 'y')].every((value) => value >= 0 && value < box)).toBe(true);
      }),
      { seed: 4 },
    );
  });

  it('uses memory again, and makes more of it when needed', () => {
    const samples = new CurveSamples();
    const points = Float64Array.from([5, 30, 20, 30, 40, 30, 60, 30]);
    const few = used(sampleCurve(points, 0.01, 64, samples), 'x');
    const many = sampleCurve(points, 0.0001, 64, samples).count;
    expect(many).toBeGreaterThan(90 * few.length);
    expect(used(sampleCurve(points, 0.01, 64, samples), 'x')).toEqual(few);
  });

  it('refuses a step that gives millions of samples', () => {
    const points = Float64Array.from([5, 30, 20, 30, 40, 30, 60, 30]);
    expect(() => sampleCurve(points, 1e-7, 64)).toThrow('points_step 1e-7 gives more than 4000000 samples');
  });
});
