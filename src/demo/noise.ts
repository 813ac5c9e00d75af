import type { Random } from '../base/random.ts';

const WHITE_SHARE = 0.65;
const SMOOTH_SIGMA_PX = 3;

/** Noise of mean 0 and variance 1: 65 % of its variance white, 35 % low-passed (ice, other molecules). */
export function iceNoise(width: number, height: number, random: Random): Float32Array {
  const white = normals(width * height, random);
  const smooth = blur(normals(width * height, random), width, height, SMOOTH_SIGMA_PX);
  let squares = 0;
  for (const value of smooth) squares += value * value;
  const smoothScale = Math.sqrt((1 - WHITE_SHARE) / (squares / smooth.length));
  const whiteScale = Math.sqrt(WHITE_SHARE);
  for (let i = 0; i < white.length; i++) white[i] = whiteScale * white[i] + smoothScale * smooth[i];
  return white;
}

function normals(count: number, random: Random): Float32Array {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = random.normal();
  return values;
}

/** Gaussian blur, edges taken as periodic. */
function blur(image: Float32Array, width: number, height: number, sigmaPx: number): Float32Array {
  const radius = Math.ceil(3 * sigmaPx);
  const taps = Float64Array.from({ length: 2 * radius + 1 }, (_, k) =>
    Math.exp(-((k - radius) ** 2) / (2 * sigmaPx ** 2)),
  );
  const across = new Float32Array(image.length);
  const result = new Float32Array(image.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < taps.length; k++) sum += taps[k] * image[y * width + ((x + k - radius + width) % width)];
      across[y * width + x] = sum;
    }
  }
  for (let y = 0; y < height; y++) {
    for (let k = 0; k < taps.length; k++) {
      const from = ((y + k - radius + height) % height) * width;
      for (let x = 0; x < width; x++) result[y * width + x] += taps[k] * across[from + x];
    }
  }
  return result;
}
