import { expect, it } from 'vitest';
import { shrink } from '../../src/image/shrink.ts';

it('averages squares, smaller ones at the edges, and skips what is not finite', () => {
  const data = Float32Array.of(1, 3, 10, 5, 7, 20, NaN, 2, NaN);
  expect(shrink({ columns: 3, rows: 3, data }, 2)).toEqual({
    columns: 2,
    rows: 2,
    data: Float32Array.of(4, 15, 2, NaN),
  });
});

it('leaves an image alone at factor 1', () => {
  const image = { columns: 2, rows: 1, data: Float32Array.of(1, 2) };
  expect(shrink(image, 1)).toEqual(image);
});
