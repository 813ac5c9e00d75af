import type { LayerMemory, WalkMemory } from './walk-memory.ts';

/** Starts the means of both sides. */
export function bindStartMeans({ points, totals }: WalkMemory) {
  return function startMeans(): void {
    points.fill(0);
    totals.fill(0);
  };
}

/** Mean of the image's values at all points of a side since `startMeans`; 0 without a point. */
export function bindMean({ points, totals }: WalkMemory) {
  return function mean(side: number): number {
    return points[side] === 0 ? 0 : totals[side] / points[side];
  };
}

/** Adds the image's values along a side's runs to its mean; the sums of the runs become weights. */
export function bindGather({ box, image }: LayerMemory, walk: WalkMemory) {
  const { sideRuns, pixels, numbers, owns, rights, lowers, diagonals } = walk;
  const { lastRun, points, totals } = walk;
  return function gather(side: number): void {
    let count = 0;
    let total = totals[side];
    const end = lastRun[side];
    for (let run = (side * sideRuns) | 0; run <= end; run = (run + 1) | 0) {
      const pixel = pixels[run];
      const n = numbers[run];
      const sx = rights[run];
      const sxy = diagonals[run];
      // fx and fy are below 1 by 2^-24 or more: only the weight of the pixel itself can come out below 0 by rounding.
      const right = sx - sxy;
      const lower = lowers[run] - sxy;
      const own = n - sx > lower ? n - sx - lower : 0;
      owns[run] = own;
      rights[run] = right;
      lowers[run] = lower;
      count = (count + n) | 0;
      const below = (pixel + box) | 0;
      const value =
        own * image[pixel] + right * image[(pixel + 1) | 0] + lower * image[below] + sxy * image[(below + 1) | 0];
      if (value === value) total += value;
    }
    points[side] += count;
    totals[side] = total;
  };
}

/** Lays a value back along a side's gathered runs: adds [weight, weight * value] to each pixel. */
export function bindSplat({ box, sums }: LayerMemory, walk: WalkMemory) {
  const { sideRuns, pixels, owns, rights, lowers, diagonals, edges, lastRun, edgeEnd } = walk;
  return function splat(side: number, value: number): void {
    const end = lastRun[side];
    for (let run = (side * sideRuns) | 0; run <= end; run = (run + 1) | 0) {
      const upper = pixels[run] << 1;
      const lower = (upper + (box << 1)) | 0;
      const own = owns[run];
      const right = rights[run];
      const beneath = lowers[run];
      const diagonal = diagonals[run];
      sums[upper] += own;
      sums[upper | 1] += own * value;
      sums[(upper + 2) | 0] += right;
      sums[(upper + 3) | 0] += right * value;
      sums[lower] += beneath;
      sums[lower | 1] += beneath * value;
      sums[(lower + 2) | 0] += diagonal;
      sums[(lower + 3) | 0] += diagonal * value;
    }
    for (let edge = side * sideRuns; edge < edgeEnd[side]; edge++) {
      sums[2 * edges[edge]] += 1;
      sums[2 * edges[edge] + 1] += value;
    }
  };
}
