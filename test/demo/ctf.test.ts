import { describe, expect, it } from 'vitest';
import { applyCtf, contrastTransfer, wavelengthA } from '../../src/demo/ctf.ts';
import { complexImage, transform } from '../../src/demo/fft.ts';
import { Random } from '../../src/base/random.ts';

describe('transform', () => {
  it('agrees with the definition of the discrete Fourier transform', () => {
    const random = new Random(3);
    const image = complexImage(8, 4);
    image.re.forEach((_, i) => ((image.re[i] = random.normal()), (image.im[i] = random.normal())));
    const { re, im } = { re: image.re.slice(), im: image.im.slice() };
    transform(image, 'forward');
    for (const [kx, ky] of [
      [0, 0],
      [1, 0],
      [3, 2],
      [7, 3],
    ]) {
      let [sumRe, sumIm] = [0, 0];
      for (let y = 0; y < 4; y++) {
        for (let x = 0; x < 8; x++) {
          const phase = -2 * Math.PI * ((kx * x) / 8 + (ky * y) / 4);
          sumRe += re[y * 8 + x] * Math.cos(phase) - im[y * 8 + x] * Math.sin(phase);
          sumIm += re[y * 8 + x] * Math.sin(phase) + im[y * 8 + x] * Math.cos(phase);
        }
      }
      expect(image.re[ky * 8 + kx]).toBeCloseTo(sumRe, 9);
      expect(image.im[ky * 8 + kx]).toBeCloseTo(sumIm, 9);
    }
    transform(image, 'inverse');
    image.re.forEach((value, i) => expect(value).toBeCloseTo(re[i], 12));
  });

  it('refuses sizes that are not powers of two', () => {
    expect(() => transform(complexImage(6, 8), 'forward')).toThrow('not a power of two');
  });
});

describe('contrast transfer', () => {
  it('has the wavelength of 300 kV electrons', () => {
    expect(wavelengthA(300)).toBeCloseTo(0.019687, 5);
  });

  it('starts at the amplitude contrast and crosses zero where the phase is a half turn', () => {
    expect(contrastTransfer(0, 15_000)).toBeCloseTo(0.1, 12);
    const firstZero = 1 / Math.sqrt(wavelengthA(300) * 15_000);
    expect(contrastTransfer(firstZero * 0.93, 15_000)).toBeGreaterThan(0);
    expect(contrastTransfer(firstZero * 1.05, 15_000)).toBeLessThan(0);
  });

  it('acts on both parts of a complex image alone', () => {
    const image = complexImage(64, 64);
    image.re[20 * 64 + 20] = 1;
    applyCtf(image, 15_000, 2.4);
    expect(Math.max(...image.im.map(Math.abs))).toBeLessThan(1e-12);
    expect(image.re[20 * 64 + 20]).not.toBe(1);
  });
});
