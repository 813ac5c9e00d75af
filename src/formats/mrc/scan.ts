import type { MrcReader } from './read.ts';
import { NO_PIXELS, mergeStats, pixelStats, type PixelStats } from './statistics.ts';

const PIXELS_AT_ONCE = 1 << 18;

/** True statistics of all pixels, read piece by piece: memory does not depend on the file's size. */
export function scanStats(reader: MrcReader): PixelStats {
  let total: PixelStats = NO_PIXELS;
  for (const pixels of pieces(reader)) total = mergeStats(total, pixelStats(pixels));
  return total;
}

/** All pixels in pieces of bounded size; each is valid until the next. */
function* pieces(reader: MrcReader): Generator<Float32Array> {
  const { columns, rows, sections } = reader.header;
  const buffer = new Float32Array(Math.min(PIXELS_AT_ONCE, columns * rows * sections));
  const sectionsAtOnce = Math.floor(buffer.length / (columns * rows));
  if (sectionsAtOnce > 0) {
    for (let first = 0; first < sections; first += sectionsAtOnce) {
      const count = Math.min(sectionsAtOnce, sections - first);
      yield reader.readSections(first, count, buffer).subarray(0, count * columns * rows);
    }
    return;
  }
  const width = Math.min(columns, buffer.length);
  const height = Math.max(1, Math.floor(buffer.length / width));
  for (let section = 0; section < sections; section++) {
    for (let y = 0; y < rows; y += height) {
      for (let x = 0; x < columns; x += width) {
        const [w, h] = [Math.min(width, columns - x), Math.min(height, rows - y)];
        yield reader.readRegion(section, x, y, w, h, buffer).subarray(0, w * h);
      }
    }
  }
}
