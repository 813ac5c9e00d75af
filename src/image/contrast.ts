import { sortedSample } from './sorted-sample.ts';

/** Values that are shown black and white. */
export interface GreyRange {
  black: number;
  white: number;
}

/** Share of the pixels that may be darker than black, and brighter than white. */
const CLIPPED_SHARE = 0.003;
const SAMPLE_PIXELS = 1 << 16;

/**
 * A range that shows an image well whatever its scale: between the 0.3 % and 99.7 % quantiles of its finite pixels (for
 * noise: mean +- 2.75 sd), taken from at most 65,536 of them, evenly spread. A flat image is shown grey.
 */
export function greyRange(data: Float32Array): GreyRange {
  const sorted = sortedSample(data, SAMPLE_PIXELS);
  const black = sorted[Math.floor(CLIPPED_SHARE * (sorted.length - 1))] ?? 0;
  const white = sorted[Math.ceil((1 - CLIPPED_SHARE) * (sorted.length - 1))] ?? 0;
  return white > black ? { black, white } : { black: black - 1, white: black + 1 };
}

/** 0 (black) to 255 (white); what is no number is black. */
export function toGrey(data: Float32Array, { black, white }: GreyRange = greyRange(data)): Uint8Array {
  const scale = 255 / (white - black);
  // A clamped array rounds, cuts off at 0 and 255 and makes NaN 0.
  const grey = new Uint8ClampedArray(data.length);
  for (let i = 0; i < data.length; i++) grey[i] = (data[i]! - black) * scale;
  return new Uint8Array(grey.buffer);
}
