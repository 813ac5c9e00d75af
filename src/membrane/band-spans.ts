import type { BandMemory } from './band-memory.ts';

/** Widens the spans to hold a rectangle; u runs along rows, v across them, or the other way round. */
export function bindWiden({ first, end }: BandMemory) {
  return function widen(alongRows: boolean, minU: number, maxU: number, minV: number, maxV: number): void {
    const top = alongRows ? minV : minU;
    const bottom = alongRows ? maxV : maxU;
    const left = alongRows ? minU : minV;
    const right = alongRows ? maxU : maxV;
    for (let row = top; row <= bottom; row++) {
      if (left < first[row]) first[row] = left;
      if (right >= end[row]) end[row] = right + 1;
    }
  };
}

/** Narrows the spans to begin and end with a pixel in reach; what they held beyond is forgotten. */
export function bindTrim({ box, squared, first, end }: BandMemory, reachPx: number) {
  const reach2 = reachPx * reachPx;
  return function trim(): void {
    for (let row = 0; row < box; row++) {
      let from = (row * box + first[row]) | 0;
      let to = (row * box + end[row]) | 0;
      if (from >= to) continue;
      for (; from < to && squared[from] > reach2; from = (from + 1) | 0) squared[from] = Infinity;
      for (; from < to && squared[to - 1] > reach2; to = (to - 1) | 0) squared[to - 1] = Infinity;
      first[row] = from - row * box;
      end[row] = to - row * box;
    }
  };
}
