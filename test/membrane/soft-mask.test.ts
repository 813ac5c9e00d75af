import { expect, it } from 'vitest';
import { bindSoftEdge, EDGE_REACH_PX, softMask } from '../../src/membrane/soft-mask.ts';

it('is 1 inside, falls as a Gaussian of 5 px, and is 0 below 0.001', () => {
  expect(softMask(6, 6)).toBe(1);
  expect(softMask(11, 6)).toBeCloseTo(Math.exp(-0.5), 12);
  expect(softMask(6 + EDGE_REACH_PX - 1e-6, 6)).toBeCloseTo(0.001, 6);
  expect(softMask(6 + EDGE_REACH_PX + 1e-6, 6)).toBe(0);
});

it('is the same from squared distances by table', () => {
  const edgeAt = bindSoftEdge(6);
  for (let distance = 0; distance < 40; distance += 0.0137) {
    expect(Math.abs(edgeAt(distance * distance) - softMask(distance, 6))).toBeLessThan(1e-9);
  }
  expect(edgeAt(Infinity)).toBe(0);
});
