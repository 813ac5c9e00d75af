import { describe, expect, it } from 'vitest';
import { FastObjective } from '../../../src/membrane/analysis/objective-fast.ts';
import { BilayerResponse } from '../../../src/membrane/analysis/response.ts';
import { bareShare } from '../../../src/membrane/analysis/support.ts';
import { drawAverage, type Scene, type Shape } from './synthetic.ts';

const BOX = 128;
const HALF_WIDTH_PX = 13;
const level: Shape = (u) => [BOX * u, 64];
const LEVEL = [5, 64, 40, 64, 80, 64, 123, 64];

/** Share of a curve without membrane on a drawn average. */
function bareOn(shape: Shape, scene: Partial<Scene>, curve: readonly number[]): number {
  const { image } = drawAverage(shape, { box: BOX, halfWidthPx: HALF_WIDTH_PX, noise: 0.3, ...scene });
  const objective = new FastObjective(image, { box: BOX, halfWidthPx: HALF_WIDTH_PX, curvatureThreshold: 1 });
  objective.evaluate(curve);
  const response = new BilayerResponse(image, BOX, HALF_WIDTH_PX);
  return bareShare(objective, response, { halfWidthPx: HALF_WIDTH_PX, signalRadiusPx: BOX / 2 });
}

describe('share of a curve without membrane', () => {
  it.each([
    ['clean', { noise: 0 }],
    ['noisy', { noise: 0.5 }],
    ['with bright proteins', { proteins: 8 }],
  ] as [string, Partial<Scene>][])('is 0 on the membrane, %s', (_, scene) => {
    for (const seed of [1, 2, 3]) expect(bareOn(level, { ...scene, seed }, LEVEL)).toBe(0);
  });

  it('is 1 beside the membrane, on one leaflet, and across it', () => {
    const at = (y: number): number[] => [5, y, 40, y, 80, y, 123, y];
    expect(bareOn(level, {}, at(25))).toBe(1);
    expect(bareOn(level, {}, at(64 + HALF_WIDTH_PX))).toBeGreaterThan(0.5);
    expect(bareOn(level, {}, [64, 5, 64, 40, 64, 80, 64, 123])).toBeGreaterThan(0.9);
  });

  it('is the part that goes on where the membrane ends', () => {
    const half: Shape = (u) => [0.5 * BOX * u, 64];
    expect(Math.abs(bareOn(half, {}, LEVEL) - 0.5)).toBeLessThan(0.2);
  });

  it('is the part that turns off the membrane', () => {
    const bare = bareOn(level, {}, [5, 64, 60, 64, 90, 64, 100, 5]);
    expect(bare).toBeGreaterThan(0.3);
    expect(bare).toBeLessThan(0.8);
  });
});
