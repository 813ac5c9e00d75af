import { describe, expect, it } from 'vitest';
import { membraneHalfWidthPx, placeControlPoints } from '../../src/membrane/pose.ts';

describe('placeControlPoints', () => {
  const place = (x: number, y: number, box: number, psiRad: number, shiftXPx = 0, shiftYPx = 0) =>
    [...placeControlPoints([x, y], box, { psiRad, shiftXPx, shiftYPx })].map((value) => Number(value.toFixed(4)));

  it('turns by -psi about the box centre: at psi = 90 degrees a point on the right goes to the top', () => {
    expect(place(42, 32, 64, Math.PI / 2)).toEqual([32, 22]);
  });
  it('takes the shift away after the rotation', () => {
    expect(place(42, 32, 64, Math.PI / 2, 3, -2)).toEqual([29, 24]);
  });
  it('has its centre at box div 2 for odd boxes', () => {
    expect(place(32, 32, 65, 1.234)).toEqual([32, 32]);
  });
});

describe('membraneHalfWidthPx', () => {
  it('truncates', () => {
    expect(membraneHalfWidthPx(35, 2.136)).toBe(16);
  });
  it.each([36, Infinity])('refuses a pixel size of %d', (pixelSizeA) => {
    expect(() => membraneHalfWidthPx(35, pixelSizeA)).toThrow('at least 1 is needed');
  });
});
