import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/base/random.ts';
import { elevate } from '../../../src/membrane/analysis/bernstein.ts';
import { coarseCurve, coarseLoss } from '../../../src/membrane/analysis/coarse.ts';
import { likelyMembrane, sampleLikelyPoints } from '../../../src/membrane/analysis/likely-membrane.ts';
import { describeWithSharedData } from '../../helpers/shared-data.ts';
import { goldenClasses } from './golden-classes.ts';

describeWithSharedData('coarse fit, golden', () => {
  for (const { name, box, zoomed, coarsePoints, curves } of goldenClasses()) {
    it(`${name}: the loss of known curves, and none is below the solved one`, () => {
      const solved = coarseLoss(coarseCurve(coarsePoints, 3), coarsePoints);
      for (const [, { control_points, peer_coarse_loss }] of curves) {
        const loss = coarseLoss(Float64Array.from(control_points.flat()), coarsePoints);
        expect(Math.abs(loss / peer_coarse_loss - 1)).toBeLessThan(1e-9);
        expect(solved).toBeLessThan(loss);
      }
    });

    it(`${name}: all points that were drawn there lie on likely membrane`, () => {
      const likely = likelyMembrane(zoomed, box, name);
      for (let i = 0; i < coarsePoints.length; i += 2) {
        expect(likely[coarsePoints[i + 1] * box + coarsePoints[i]]).toBeGreaterThan(0);
      }
    });
  }
});

describe('likely membrane', () => {
  const bright = Float32Array.from({ length: 400 }, (_, i) => (i % 20 === 5 ? 3 : 0.5));

  it('is where the image stands out, whatever its scale', () => {
    const likely = likelyMembrane(bright, 20, 'class 1');
    expect(Math.max(...likely)).toBe(1);
    expect(likely[3 * 20 + 5]).toBe(1);
    expect(likely[3 * 20 + 15]).toBe(0);
    const scaled = likelyMembrane(
      bright.map((value) => 1000 * value),
      20,
      'class 1',
    );
    expect([...scaled].map(Boolean)).toEqual([...likely].map(Boolean));
  });

  it('names the class when nothing stands out', () => {
    expect(() => likelyMembrane(new Float32Array(400), 20, 'class 7')).toThrow(/^class 7: .*no pixel/);
    expect(() => likelyMembrane(new Float32Array(400).fill(-1), 20, 'class 7')).toThrow(/^class 7: /);
  });

  it('gives the same points for the same seed, sorted along the longer axis', () => {
    const likely = likelyMembrane(bright, 20, 'class 1');
    const points = sampleLikelyPoints(likely, 20, 50, new Random(3));
    expect(sampleLikelyPoints(likely, 20, 50, new Random(3))).toEqual(points);
    expect(sampleLikelyPoints(likely, 20, 50, new Random(4))).not.toEqual(points);
    const y = [...points].filter((_, i) => i % 2 === 1);
    expect(y).toEqual(y.toSorted((a, b) => a - b));
  });
});

describe('coarse curve', () => {
  it('finds the curve that the points came from', () => {
    const known = Float64Array.of(3, 4, 20, 40, 60, -10, 70, 33);
    const points: number[] = [];
    for (let i = 0; i <= 50; i++) {
      const t = i / 50;
      const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
      for (const axis of [0, 1]) points.push(weights.reduce((sum, w, k) => sum + w * known[2 * k + axis], 0));
    }
    const solved = coarseCurve(Float64Array.from(points), 3);
    solved.forEach((value, i) => expect(value).toBeCloseTo(known[i], 8));
    expect(coarseLoss(elevate(known, 7), Float64Array.from(points))).toBeLessThan(1e-18);
  });
});
