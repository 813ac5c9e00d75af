import { dirname } from 'node:path';
import { makeFolder, writeFileAtomic } from '../base/atomic-file.ts';
import { encodePng } from '../formats/png.ts';
import type { GreyRange } from '../image/contrast.ts';
import { statisticsOf } from './boxes.ts';

export type Colour = readonly [red: number, green: number, blue: number];

/** Mean +- `deviations` standard deviations: one range for pictures that are to be compared. */
export function rangeOf(image: Float32Array, deviations = 3): GreyRange {
  const { mean, deviation } = statisticsOf(image);
  return { black: mean - deviations * deviation, white: mean + deviations * deviation };
}

/** A picture put together from images. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  private readonly pixels: Uint8Array;
  constructor(width: number, height: number, background: Colour = [255, 255, 255]) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(3 * width * height);
    for (let i = 0; i < this.pixels.length; i++) this.pixels[i] = background[i % 3];
  }

  /** Lays an image of `columns` width down with its top left corner at (left, top), each pixel `zoom` wide. */
  lay(image: Float32Array, columns: number, range: GreyRange, left: number, top: number, zoom = 1): void {
    const scale = 255 / (range.white - range.black);
    const rows = image.length / columns;
    for (let y = 0; y < rows * zoom; y++) {
      for (let x = 0; x < columns * zoom; x++) {
        const value = image[Math.floor(y / zoom) * columns + Math.floor(x / zoom)];
        const grey = Math.min(255, Math.max(0, Math.round((value - range.black) * scale)));
        this.dot(left + x, top + y, [grey, grey, grey]);
      }
    }
  }

  dot(x: number, y: number, colour: Colour): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    this.pixels.set(colour, 3 * (Math.floor(y) * this.width + Math.floor(x)));
  }

  save(path: string): void {
    makeFolder(dirname(path), { durable: false });
    const { width, height, pixels } = this;
    writeFileAtomic(path, encodePng({ width, height, channels: 3, pixels }), { durable: false });
  }
}

/** Mean over blocks of `factor` x `factor` pixels; what is left over at the right and lower edge is dropped. */
export function binned(image: Float32Array, columns: number, factor: number): Float32Array {
  const width = Math.floor(columns / factor);
  const height = Math.floor(image.length / columns / factor);
  const result = new Float32Array(width * height);
  for (let y = 0; y < height * factor; y++) {
    for (let x = 0; x < width * factor; x++) {
      result[Math.floor(y / factor) * width + Math.floor(x / factor)] += image[y * columns + x] / factor ** 2;
    }
  }
  return result;
}
