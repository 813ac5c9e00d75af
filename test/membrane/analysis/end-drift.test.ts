import { describe, expect, it } from 'vitest';
import { hasEndStrayed } from '../../../src/membrane/analysis/end-drift.ts';
import { FastObjective } from '../../../src/membrane/analysis/objective-fast.ts';
import { BilayerResponse } from '../../../src/membrane/analysis/response.ts';
import { drawAverage, type Scene, type Shape } from './synthetic.ts';

const BOX = 128;
const HALF_WIDTH_PX = 13;
const level: Shape = (u) => [BOX * u, 64];

/** On a drawn level membrane, for the curve through (5, 64), (40, 64), (80, 64) and (123, endY). */
function strayed(endY: number, scene: Partial<Scene>): boolean {
  const { image } = drawAverage(level, { box: BOX, halfWidthPx: HALF_WIDTH_PX, ...scene });
  const objective = new FastObjective(image, { box: BOX, halfWidthPx: HALF_WIDTH_PX, curvatureThreshold: 1 });
  objective.evaluate([5, 64, 40, 64, 80, 64, 123, endY]);
  const response = new BilayerResponse(image, BOX, HALF_WIDTH_PX);
  return hasEndStrayed(objective, response, { halfWidthPx: HALF_WIDTH_PX, signalRadiusPx: BOX / 2 });
}

describe('an end of a curve', () => {
  it.each([0, 0.3, 0.5])('on the membrane has not strayed, noise %f', (noise) => {
    for (const seed of [1, 2, 3]) expect(strayed(64, { noise, seed })).toBe(false);
  });

  it.each([0, 0.3, 0.5])('that bends away by more than half a half-width has strayed, noise %f', (noise) => {
    for (const seed of [1, 2, 3]) {
      expect(strayed(64 + HALF_WIDTH_PX, { noise, seed })).toBe(true);
      expect(strayed(64 - HALF_WIDTH_PX, { noise, seed })).toBe(true);
    }
  });

  it('is not judged by bright proteins beside it', () => {
    for (const seed of [1, 2, 3]) expect(strayed(64, { noise: 0.3, proteins: 8, seed })).toBe(false);
  });
});
