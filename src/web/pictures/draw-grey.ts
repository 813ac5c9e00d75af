import type { GreyImage, Range } from './grey-image.ts';

/** Linear grey, clipped; NaN is drawn black. */
export function drawGrey({ columns, rows, pixels }: GreyImage, { black, white }: Range, invert: boolean): ImageData {
  const drawn = new ImageData(columns, rows);
  const words = new Uint32Array(drawn.data.buffer);
  const factor = 255 / (white - black || 1);
  const flip = invert ? 255 : 0;
  const clamped = new Uint8ClampedArray(1);
  for (let i = 0; i < pixels.length; i++) {
    clamped[0] = (pixels[i] - black) * factor;
    const grey = clamped[0] ^ flip;
    words[i] = 0xff000000 | (grey << 16) | (grey << 8) | grey;
  }
  return drawn;
}
