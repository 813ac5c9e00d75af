import { describe, expect, it } from 'vitest';
import { bilayerDensity, distanceToRing, drawRing, footAt, type Ring } from '../../src/demo/bilayer.ts';

const ring: Ring = { centreX: 61.3, centreY: 58.8, semiA: 40, semiB: 25, angleRad: 0.7, amplitude: 1 };

describe('distanceToRing', () => {
  it('is the signed distance along the normal, inside and outside', () => {
    for (let parameterRad = 0; parameterRad < 6.2; parameterRad += 0.37) {
      const { x, y, normalX, normalY } = footAt(ring, parameterRad);
      for (const distance of [-8, -2.5, 0.01, 6, 20]) {
        const measured = distanceToRing(ring, x + distance * normalX, y + distance * normalY, 30);
        expect(measured).toBeCloseTo(distance, 2);
      }
    }
  });

  it('is NaN far away, and exact for a circle', () => {
    expect(distanceToRing(ring, 61.3, 58.8, 10)).toBeNaN();
    expect(distanceToRing({ ...ring, semiB: 40 }, 61.3 + 37, 58.8, 10)).toBeCloseTo(-3, 9);
  });
});

describe('footAt', () => {
  it('gives a normal that points outwards and is the tangent turned by a quarter', () => {
    const foot = footAt(ring, 1.1);
    expect(foot.normalX).toBeCloseTo(-foot.tangentY, 12);
    expect(foot.normalY).toBeCloseTo(foot.tangentX, 12);
    const outwards = (foot.x - ring.centreX) * foot.normalX + (foot.y - ring.centreY) * foot.normalY;
    expect(outwards).toBeGreaterThan(0);
  });
});

describe('drawRing', () => {
  it('draws two leaflets and a trough between them', () => {
    const image = new Float64Array(140 * 140);
    drawRing(image, 140, 140, { ...ring, centreX: 60, centreY: 60, semiA: 40, semiB: 40 }, 2);
    const across = (distancePx: number) => image[60 * 140 + 60 + 40 + distancePx];
    expect(across(9)).toBeCloseTo(bilayerDensity(18), 9);
    expect(across(9)).toBeGreaterThan(0.9);
    expect(across(-9)).toBeGreaterThan(0.7);
    expect(across(0)).toBeLessThan(0);
    expect(across(21)).toBe(0);
  });
});
