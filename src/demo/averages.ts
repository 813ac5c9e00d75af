import { contrastTransfer } from './ctf.ts';
import { complexImage, multiplyRadial, transform, type ComplexImage } from './fft.ts';
import type { Alignment } from './particle-pose.ts';

/** Sum of a class's aligned particles from micrographs of one defocus. */
interface DefocusGroup {
  sum: Float64Array;
  count: number;
}

/** Power of the noise over power of the signal, at which the correction of the CTF stops amplifying. */
const WIENER_CONSTANT = 0.15;
/** Soft edge of the round mask, as shares of half the box. */
const MASK_INNER = 0.85;
const MASK_OUTER = 0.99;

/**
 * A 2-D class average as a classification makes it: particles turned into the template's frame, summed, corrected for
 * their CTFs (sum of CTF * particle / (sum of CTF^2 + w)), masked by a soft disc. Template pixel i stands for particle
 * pixel c + (i - c') * box / templateBox.
 */
export class ClassAverage {
  private readonly groups = new Map<number, DefocusGroup>();
  private readonly boxPx: number;
  private readonly templateBoxPx: number;
  constructor(boxPx: number, templateBoxPx: number) {
    this.boxPx = boxPx;
    this.templateBoxPx = templateBoxPx;
  }

  add(particle: Float32Array, { psiRad, shiftXPx, shiftYPx }: Alignment, defocusA: number): void {
    const size = this.templateBoxPx;
    const group = this.groups.get(defocusA) ?? { sum: new Float64Array(size * size), count: 0 };
    this.groups.set(defocusA, group);
    group.count++;
    const centre = this.boxPx >> 1;
    const scale = this.boxPx / size;
    const cos = Math.cos(psiRad) * scale;
    const sin = Math.sin(psiRad) * scale;
    for (let row = 0; row < size; row++) {
      const v = row - (size >> 1);
      for (let column = 0; column < size; column++) {
        const u = column - (size >> 1);
        const x = centre - shiftXPx + cos * u + sin * v;
        const y = centre - shiftYPx - sin * u + cos * v;
        const i = row * size + column;
        group.sum[i] += bilinear(particle, this.boxPx, x, y);
      }
    }
  }

  /** The average, pixel size = `pixelSizeA` of the particles * box / templateBox; all 0 without particles. */
  finish(pixelSizeA: number): Float32Array {
    if (this.groups.size === 0) return new Float32Array(this.templateBoxPx ** 2);
    const size = this.templateBoxPx;
    const templatePixelA = (pixelSizeA * this.boxPx) / size;
    const total = complexImage(size, size);
    for (const [defocusA, { sum }] of this.groups) {
      const image: ComplexImage = { width: size, height: size, re: sum.slice(), im: new Float64Array(size * size) };
      transform(image, 'forward');
      multiplyRadial(image, (frequency) => contrastTransfer(frequency / templatePixelA, defocusA));
      for (let i = 0; i < total.re.length; i++) {
        total.re[i] += image.re[i];
        total.im[i] += image.im[i];
      }
    }
    multiplyRadial(total, (frequency) => 1 / this.transferPower(frequency / templatePixelA));
    transform(total, 'inverse');
    return maskRound(total.re, size);
  }

  private transferPower(frequencyPerA: number): number {
    let power = 0;
    let count = 0;
    for (const [defocusA, group] of this.groups) {
      power += group.count * contrastTransfer(frequencyPerA, defocusA) ** 2;
      count += group.count;
    }
    return power + WIENER_CONSTANT * count;
  }
}

function bilinear(image: Float32Array, size: number, x: number, y: number): number {
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  if (x0 < 0 || y0 < 0 || x0 >= size - 1 || y0 >= size - 1) return 0;
  const [fx, fy] = [x - x0, y - y0];
  const i = y0 * size + x0;
  const upper = image[i] * (1 - fx) + image[i + 1] * fx;
  const lower = image[i + size] * (1 - fx) + image[i + size + 1] * fx;
  return upper * (1 - fy) + lower * fy;
}

function maskRound(image: Float64Array, size: number): Float32Array {
  const centre = size >> 1;
  return Float32Array.from(image, (value, i) => {
    const radius = Math.hypot((i % size) - centre, Math.floor(i / size) - centre) / centre;
    const share = Math.min(1, Math.max(0, (radius - MASK_INNER) / (MASK_OUTER - MASK_INNER)));
    return value * 0.5 * (1 + Math.cos(Math.PI * share));
  });
}
