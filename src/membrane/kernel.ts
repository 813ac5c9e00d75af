import type { CurveSamples } from './curve.ts';

/**
 * The part of the subtraction that costs time, for particles of one box and half-width. There are two: script-kernel.ts
 * (TypeScript, always there, the oracle) and wasm-kernel.ts (the same in WebAssembly with SIMD).
 */
export interface MembraneKernel {
  /** Memory for one image, box x box: preparing and finishing what lies there saves copies. Another array after each `prepare`. */
  readonly canvas: Float32Array;
  /**
   * Samples a curve as curve.ts does, faster, for a `prepare` with null; returns how many samples there are. 0: it leaves
   * that to curve.ts, which also knows what is wrong with a curve.
   */
  sampleCurve(placedPoints: Float64Array, step: number): number;
  /** From image and samples to what `findFactor` needs; false: it cannot (pixels not finite, too many samples). */
  prepare(image: Float32Array, samples: CurveSamples | null): boolean;
  /** The best scaling factor of what was prepared. (scaling.ts) */
  findFactor(): FoundFactor;
  /** Writes the prepared image minus scale times its masked model; `out` may be the prepared image. */
  finish(scale: number, out: Float32Array): void;
  /** Statistics of the canvas; null when it does not know (not all pixels are finite). */
  canvasStatistics(): CanvasStatistics | null;
}

export interface FoundFactor {
  /** Into SCALING_FACTORS. */
  index: number;
  cost: number;
}

/** As formats/mrc/statistics.ts has them. */
export interface CanvasStatistics {
  pixels: number;
  finite: number;
  min: number;
  max: number;
  mean: number;
  squaredDeviations: number;
}

/** What the search for the scaling factor needs: the residual (I*G - lambda A*G) M by columns. */
export interface ResidualColumns {
  readonly box: number;
  /** For each column the sum of |residual| at FIRST_FACTOR, and of |(A*G) M|. */
  readonly residualSums: Float64Array;
  readonly modelSums: Float64Array;
  /** One column's sum of |residual| at a factor; `slope` is then its slope. */
  sumColumn(x: number, lambda: number): number;
  readonly slope: number;
}

export interface KernelOptions {
  /** Side of the images, pixels. */
  box: number;
  /** D: the membrane reaches this far to either side of the curve, whole pixels >= 1. */
  halfWidthPx: number;
}
