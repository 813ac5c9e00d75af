import type { CanvasStatistics } from './kernel.ts';

/**
 * The part of putting particles back that costs time, by stripes of rows of the micrograph. There are two:
 * script-mosaic-kernel.ts (TypeScript, always there, the oracle) and wasm-mosaic-kernel.ts (the same with SIMD).
 */
export interface MosaicKernel {
  /** Where a stripe's pixels lie, row after row. Both arrays are others after each `prepare`. */
  readonly canvas: Float32Array;
  /** Where pixels of particles lie. */
  readonly particles: Float32Array;
  /** Makes room for a micrograph. */
  prepare(room: MosaicRoom): void;
  /**
   * Of each row of a rectangle, whose first pixel and whose rows' distance are given: mean, and sum of squared deviations from
   * it, one after the other into `moments` from `at`. Not finite when a pixel is not.
   */
  measureRows(source: 'canvas' | 'particles', rectangle: Rectangle, moments: Float64Array, at: number): void;
  /** Replaces the pixels of the canvas's first rows that lie under bands by their weighted mean; adds band after band. */
  paint(rowCount: number, bands: readonly Band[]): void;
  /** Statistics of the canvas's first pixels, as formats/mrc/statistics.ts; null when it does not know (not all are finite). */
  statistics(count: number): CanvasStatistics | null;
}

/** What is needed at most at a time. */
export interface MosaicRoom {
  columns: number;
  stripeRows: number;
  particlePixels: number;
  bands: number;
  /** Side of the largest box. */
  box: number;
  /** One factor of the weights, for each box that occurs. */
  weights: ReadonlyMap<number, Float64Array>;
}

export interface Rectangle {
  first: number;
  stride: number;
  width: number;
  rows: number;
}

/** The rows of a patch that lie in the stripe. */
export interface Band {
  /** Where in `particles` its first pixel lies; rows are `box` apart. */
  first: number;
  box: number;
  /** Its first column and row in the box, and in the stripe. */
  boxX: number;
  boxY: number;
  left: number;
  top: number;
  width: number;
  rows: number;
  gain: number;
  offset: number;
}
