import { writePixels, type SectionStats } from '../../formats/mrc/write.ts';

/** Where runs of pixels go; they follow one another. */
export interface RunsTarget {
  /** Pixels of a run; the last may have fewer. */
  runPixels: number;
  fd: number;
  /** Of the first run, bytes. */
  offset: number;
}

/** Pixels in pinned memory that another thread writes. */
export interface PinnedRuns extends RunsTarget {
  address: bigint;
  pixels: number;
}

/** Writes run after run; the statistics of each, however many are given at a time. */
export function writeRuns(pixels: Float32Array, { runPixels, fd, offset }: RunsTarget): SectionStats[] {
  return Array.from({ length: Math.ceil(pixels.length / runPixels) }, (_, run) => {
    const first = run * runPixels;
    return writePixels(fd, offset + 4 * first, pixels.subarray(first, first + runPixels));
  });
}
