import type { WalkMemory } from './walk-memory.ts';

/** Puts the sample at place i, below WALK_SAMPLES, into the memory. */
export function bindSetSample({ x: xs, y: ys, nx: nxs, ny: nys }: WalkMemory) {
  return function setSample(i: number, x: number, y: number, nx: number, ny: number): void {
    xs[i] = Math.fround(x);
    ys[i] = Math.fround(y);
    nxs[i] = Math.fround(nx);
    nys[i] = Math.fround(ny);
  };
}

/**
 * Finds the places at k and at -k of the samples [from, to), at most PIECE_SAMPLES, in float32 arithmetic.
 *
 * The floor of q is the rounding of q - 1/2, moved up by less than the spacing of a float32 below 1, 2^-24: an addition
 * of WHOLE rounds, and leaves the whole number in the lower word. Math.floor waits for what its register held before.
 */
export function bindFindPlaces(memory: WalkMemory) {
  const { x: xs, y: ys, nx: nxs, ny: nys, floorsX, floorsY, fractionsX, fractionsY, pieceSamples } = memory;
  const BELOW_HALF = 0.5 - 2 ** -30;
  const WHOLE = 1.5 * 2 ** 52;
  return function findPlaces(k: number, from: number, to: number): void {
    for (let s = from | 0, i = 0; s < to; s = (s + 1) | 0, i = (i + 1) | 0) {
      const j = (i + pieceSamples) | 0;
      const x = xs[s];
      const y = ys[s];
      const kx = Math.fround(k * nxs[s]);
      const ky = Math.fround(k * nys[s]);
      const ax = Math.fround(x + kx);
      const ay = Math.fround(y + ky);
      const bx = Math.fround(x - kx);
      const by = Math.fround(y - ky);
      const axWhole = ax - BELOW_HALF + WHOLE;
      const ayWhole = ay - BELOW_HALF + WHOLE;
      const bxWhole = bx - BELOW_HALF + WHOLE;
      const byWhole = by - BELOW_HALF + WHOLE;
      floorsX[i] = axWhole;
      floorsY[i] = ayWhole;
      fractionsX[i] = ax - (axWhole - WHOLE);
      fractionsY[i] = ay - (ayWhole - WHOLE);
      floorsX[j] = bxWhole;
      floorsY[j] = byWhole;
      fractionsX[j] = bx - (bxWhole - WHOLE);
      fractionsY[j] = by - (byWhole - WHOLE);
    }
  };
}
