import type { GreyImage } from './grey-image.ts';

/** Of a Gaussian that halves the amplitude at a resolution, both in Å: exp(-2 pi^2 sigma^2 / d^2) = 1/2. */
export function sigmaOf(resolutionA: number): number {
  return (resolutionA * Math.sqrt(Math.LN2 / 2)) / Math.PI;
}

const REACH_SIGMAS = 3;

/** How far from a pixel others count, px. */
export function reachOf(sigmaPx: number): number {
  return Math.ceil(REACH_SIGMAS * sigmaPx);
}

/** Gaussian blur, along rows, then along columns; beyond the edge the edge's pixels go on. Non-finite pixels count as 0. */
export function lowPass(image: GreyImage, sigmaPx: number): GreyImage {
  if (sigmaPx < 0.2) return image;
  const reach = reachOf(sigmaPx);
  const weights = Float32Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / 2 / sigmaPx ** 2),
  );
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const kernel = weights.map((weight) => weight / sum);
  const { columns, rows } = image;
  const finite = image.pixels.map((value) => (Number.isFinite(value) ? value : 0));
  const along = blurLines(finite, kernel, { lines: rows, length: columns, step: 1, stride: columns });
  const pixels = blurLines(along, kernel, { lines: columns, length: rows, step: columns, stride: 1 });
  return { columns, rows, pixels };
}

interface Lines {
  lines: number;
  length: number;
  /** From a pixel to the next of its line; from a line to the next. */
  step: number;
  stride: number;
}

function blurLines(source: Float32Array, kernel: Float32Array, { lines, length, step, stride }: Lines): Float32Array {
  const reach = kernel.length >> 1;
  const target = new Float32Array(source.length);
  const padded = new Float32Array(length + 2 * reach);
  for (let line = 0; line < lines; line++) {
    const start = line * stride;
    padded.fill(source[start], 0, reach);
    for (let i = 0; i < length; i++) padded[reach + i] = source[start + i * step];
    padded.fill(source[start + (length - 1) * step], reach + length);
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += kernel[k] * padded[i + k];
      target[start + i * step] = sum;
    }
  }
  return target;
}
