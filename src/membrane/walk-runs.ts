import type { LayerMemory, WalkMemory } from './walk-memory.ts';

/** Starts the runs of both sides with an empty one. */
export function bindStartRuns({ sideRuns, pixels, numbers, rights, lowers, diagonals, lastRun, edgeEnd }: WalkMemory) {
  return function startRuns(): void {
    for (let side = 0; side < 2; side++) {
      const run = side * sideRuns;
      pixels[run] = numbers[run] = 0;
      rights[run] = lowers[run] = diagonals[run] = 0;
      lastRun[side] = edgeEnd[side] = run;
    }
  };
}

/**
 * Goes along the places [from, to) of a side's piece and gathers those in the same cell into runs; the last run may go
 * on. Without branches, since whether the next place is in the same cell cannot be predicted: every place writes the
 * run as it is after it, and a new cell clears the sums and goes on to the next run.
 */
export function bindAddInside(memory: WalkMemory) {
  const { pieceSamples, wordsX, wordsY, fractionsX, fractionsY } = memory;
  const { pixels, numbers, rights, lowers, diagonals, lastRun } = memory;
  /** [1, 0] */
  const kept = new Float64Array(16).fill(1, 0, 1);
  return function addInside(box: number, side: number, from: number, to: number): void {
    let run = lastRun[side];
    let pixel = pixels[run];
    let n = numbers[run];
    let sx = rights[run];
    let sy = lowers[run];
    let sxy = diagonals[run];
    const end = (to + side * pieceSamples) | 0;
    for (let i = (from + side * pieceSamples) | 0; i < end; i = (i + 1) | 0) {
      const fx = fractionsX[i];
      const fy = fractionsY[i];
      const here = (Math.imul(wordsY[i << 1], box) + wordsX[i << 1]) | 0;
      const difference = here ^ pixel;
      const isNew = (difference | -difference) >>> 31;
      const keep = kept[isNew];
      pixel = here;
      run = (run + isNew) | 0;
      n = ((n & (isNew - 1)) + 1) | 0;
      sx = sx * keep + fx;
      sy = sy * keep + fy;
      sxy = sxy * keep + fx * fy;
      pixels[run] = pixel;
      numbers[run] = n;
      rights[run] = sx;
      lowers[run] = sy;
      diagonals[run] = sxy;
    }
    lastRun[side] = run;
  };
}

/** The same where places may be outside, which are left out, or in the last column or row, which are listed apart. */
export function bindAddAtBorder(memory: WalkMemory) {
  const { pieceSamples, wordsX, wordsY, fractionsX, fractionsY } = memory;
  const { pixels, numbers, rights, lowers, diagonals, edges, lastRun, edgeEnd, points, totals } = memory;
  return function addAtBorder({ box, image }: LayerMemory, side: number, from: number, to: number): void {
    const last = box - 1;
    const end = to + side * pieceSamples;
    for (let i = from + side * pieceSamples; i < end; i++) {
      const px = wordsX[i << 1];
      const py = wordsY[i << 1];
      const fx = fractionsX[i];
      const fy = fractionsY[i];
      // The floor of the very smallest numbers below 0 comes out as 0.
      if (!(px >= 0 && px < box && py >= 0 && py < box && fx >= 0 && fy >= 0)) continue;
      const pixel = py * box + px;
      if (px === last || py === last) {
        edges[edgeEnd[side]++] = pixel;
        totals[side] += edgeValue(image, box, pixel, fx, fy);
        points[side]++;
        continue;
      }
      if (pixel !== pixels[lastRun[side]]) {
        const run = ++lastRun[side];
        pixels[run] = pixel;
        numbers[run] = 0;
        rights[run] = lowers[run] = diagonals[run] = 0;
      }
      const run = lastRun[side];
      numbers[run]++;
      rights[run] += fx;
      lowers[run] += fy;
      diagonals[run] += fx * fy;
    }
  };
}

/** Value of a point in the last column or row: 0 beyond the last pixel centre, and where it touches NaN. */
function edgeValue(image: Float32Array, box: number, pixel: number, fx: number, fy: number): number {
  const isLastColumn = (pixel + 1) % box === 0;
  const isLastRow = pixel >= box * (box - 1);
  if ((isLastColumn && fx > 0) || (isLastRow && fy > 0)) return 0;
  let value = image[pixel];
  if (!isLastColumn) value = (1 - fx) * value + fx * image[pixel + 1];
  else if (!isLastRow) value = (1 - fy) * value + fy * image[pixel + box];
  return value === value ? value : 0;
}
