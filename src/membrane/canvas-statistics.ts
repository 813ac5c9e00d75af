import type { CanvasStatistics } from './kernel.ts';

/**
 * From what assembly/statistics.ts writes about finite pixels: [min, max, sum, sum of squares], the sums relative to the
 * first pixel.
 */
export function statisticsOf([min, max, sum, squares]: Float64Array, first: number, pixels: number): CanvasStatistics {
  const squaredDeviations = Math.max(0, squares - (sum * sum) / pixels);
  return { pixels, finite: pixels, min, max, mean: first + sum / pixels, squaredDeviations };
}
