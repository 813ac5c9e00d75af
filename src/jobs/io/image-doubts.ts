import type { ImageShape } from './image-shape.ts';

/** More images with doubts are only counted. */
const SHOWN = 5;
/** A pixel size may have been calibrated after the images were written. */
const CALIBRATION = 0.05;

/**
 * What is odd about images that are read all the same: a header that does not fit the file, or another pixel size than
 * the table's. One line an image.
 * @param pixelSizesA of the table, one for each image; default: not known
 */
export function imageDoubts(shapes: readonly ImageShape[], pixelSizesA: readonly number[] = []): string[] {
  const doubts = shapes.flatMap((shape, i) => {
    const words = [...shape.warnings, ...pixelSizeDoubts(shape, pixelSizesA[i])];
    return words.length === 0 ? [] : [`${shape.file.path}: ${words.join('; ')}`];
  });
  if (doubts.length <= SHOWN) return doubts;
  return [...doubts.slice(0, SHOWN), `${doubts.length - SHOWN} more files like these`];
}

function pixelSizeDoubts({ pixelSizeA: own }: ImageShape, tableA: number | undefined): string[] {
  if (own === null || tableA === undefined || Math.abs(own - tableA) <= CALIBRATION * tableA) return [];
  return [`its header says ${own.toFixed(4)} Å a pixel, the table ${tableA.toFixed(4)} Å, which is used`];
}
