import { describe, expect, it } from 'vitest';
import { lowPass, sigmaOf } from '../../../src/web/pictures/low-pass.ts';

const COLUMNS = 240;
const wave = (periodPx: number, along: 'x' | 'y') => {
  const pixels = Float32Array.from({ length: COLUMNS * COLUMNS }, (_, i) =>
    Math.cos((2 * Math.PI * (along === 'x' ? i % COLUMNS : Math.floor(i / COLUMNS))) / periodPx),
  );
  return { columns: COLUMNS, rows: COLUMNS, pixels };
};
/** In the middle, where a crest is. */
const crest = (pixels: Float32Array): number => pixels[120 * COLUMNS + 120] ?? 0;

describe('low-pass', () => {
  it('halves a wave at its resolution, along both axes', () => {
    const pixelSizeA = 1.5;
    const sigmaPx = sigmaOf(30) / pixelSizeA; // 30 Å are 20 px
    expect(crest(lowPass(wave(20, 'x'), sigmaPx).pixels)).toBeCloseTo(0.5, 2);
    expect(crest(lowPass(wave(20, 'y'), sigmaPx).pixels)).toBeCloseTo(0.5, 2);
    expect(crest(lowPass(wave(60, 'x'), sigmaPx).pixels)).toBeCloseTo(0.926, 2);
  });
  it('leaves a flat image and an image without blur as they are', () => {
    const flat = { columns: 5, rows: 4, pixels: new Float32Array(20).fill(3) };
    for (const value of lowPass(flat, 2).pixels) expect(value).toBeCloseTo(3, 5);
    expect(lowPass(flat, 0)).toBe(flat);
  });
  it('takes pixels that are no numbers as 0', () => {
    const image = { columns: 3, rows: 1, pixels: Float32Array.of(0, NaN, 0) };
    expect([...lowPass(image, 1).pixels]).toEqual([0, 0, 0]);
  });
});
