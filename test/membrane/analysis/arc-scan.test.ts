import { describe, expect, it } from 'vitest';
import { clearestArc } from '../../../src/membrane/analysis/arc-scan.ts';
import { bestRun } from '../../../src/membrane/analysis/best-run.ts';
import { noiseLevel } from '../../../src/membrane/analysis/noise-level.ts';
import { BilayerResponse } from '../../../src/membrane/analysis/response.ts';
import { distance, drawAverage, shapes } from './synthetic.ts';

const BOX = 128;
const HALF_WIDTH_PX = 13;
const frame = { halfWidthPx: HALF_WIDTH_PX, signalRadiusPx: BOX / 2, curvatureThreshold: 0.05 };

function arcOn(shape: string, noise: number, seed: number) {
  const average = drawAverage(shapes(BOX)[shape], { box: BOX, halfWidthPx: HALF_WIDTH_PX, noise, seed });
  const response = new BilayerResponse(average.image, BOX, HALF_WIDTH_PX);
  return { average, arc: clearestArc(response, { ...frame, noiseLevel: noiseLevel(response, frame) }) };
}

describe('the clearest arc', () => {
  it.each(['straight', 'upright', 'off-centre', 'slight arc', 'bend of 90 degrees'])(
    '%s: lies along the membrane, from edge to edge, in much noise',
    (shape) => {
      for (const seed of [1, 2, 3]) {
        const { average, arc } = arcOn(shape, 0.8, seed);
        const points = arc?.points ?? new Float64Array();
        expect(points.length / 2).toBeGreaterThan(12);
        for (let i = 0; i < points.length; i += 2)
          expect(distance(average.line, points[i], points[i + 1])).toBeLessThan((2 / 3) * HALF_WIDTH_PX);
      }
    },
  );

  it('is none where nothing is', () => {
    const response = new BilayerResponse(new Float32Array(BOX * BOX), BOX, HALF_WIDTH_PX);
    expect(clearestArc(response, { ...frame, noiseLevel: 0 })).toBeNull();
  });
});

describe('the best run', () => {
  it('bridges a loss that is made up for, and leaves out what is not', () => {
    expect(bestRun([-1, 2, -1, 3, -9, 3])).toEqual({ first: 1, end: 4, sum: 4 });
    expect(bestRun([NaN, 1, 1, NaN])).toEqual({ first: 1, end: 3, sum: 2 });
    expect(bestRun([-2, -1])).toMatchObject({ first: 1, end: 2, sum: -1 });
  });
});
