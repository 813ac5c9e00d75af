import type { GreyImage } from './grey-image.ts';
import type { Region } from './tiles.ts';

/** Pixel by pixel; both of the same size. */
export function difference(before: GreyImage, after: GreyImage): GreyImage {
  return { ...before, pixels: before.pixels.map((value, i) => value - after.pixels[i]) };
}

/** A region of whole pixels inside the image. */
export function cropped(image: GreyImage, { x, y, width, height }: Region): GreyImage {
  if (width === image.columns && height === image.rows) return image;
  const pixels = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    const start = (y + row) * image.columns + x;
    pixels.set(image.pixels.subarray(start, start + width), row * width);
  }
  return { columns: width, rows: height, pixels };
}
