import type { Random } from '../base/random.ts';
import { blur } from './blur.ts';

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
