import { expect, it } from 'vitest';
import { convolveGaussian } from '../../src/image/gaussian.ts';

it('spreads one bright pixel by exp(-(i^2 + j^2) / 2) / (2 pi), cut at two pixels and at the border', () => {
  const box = 9;
  const image = new Float32Array(box * box);
  image[1 * box + 4] = 1;
  const out = convolveGaussian(image, box);
  for (let y = 0; y < box; y++) {
    for (let x = 0; x < box; x++) {
      const [i, j] = [x - 4, y - 1];
      const expected = Math.max(Math.abs(i), Math.abs(j)) > 2 ? 0 : Math.exp(-(i * i + j * j) / 2) / (2 * Math.PI);
      expect(out[y * box + x]).toBeCloseTo(expected, 14);
    }
  }
});
