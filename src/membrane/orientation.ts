/**
 * Proof of orientation before particles are put back (algorithms.md 4): raw particles must look like the micrograph at
 * their coordinates. When they look like it at the coordinates mirrored in y, the STAR file was made with the other
 * convention. Windows are a little larger than the box, because conventions differ by a pixel.
 */
import type { MicrographSize } from './mosaic-patch.ts';

/** Shifts up to this many pixels are tried. */
const MARGIN_PX = 2;
/** About so many rows and columns of a particle are compared; a larger one is thinned out. */
const COMPARED_ROWS = 64;
/** A correlation above this is no accident. */
const CLEAR_CORRELATION = 0.3;
/** Share of the pairs that must agree in sign. */
const AGREEING_SHARE = 0.8;

export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface OrientationPair {
  box: number;
  /** The raw particle, box x box. */
  raw: Float32Array;
  /** The micrograph's pixels in the windows of `orientationWindows`. */
  given: Float32Array;
  flipped: Float32Array;
}

export interface OrientationVerdict {
  verdict: 'given' | 'flipped' | 'neither';
  /** Sign of the particles' contrast relative to the micrograph; 0 when no orientation fits. */
  sign: 1 | -1 | 0;
  /** Median over the pairs of the best correlation near the coordinates, with its sign. */
  givenCorrelation: number;
  flippedCorrelation: number;
  pairs: number;
}

/** Where to cut a particle's windows; null when one of them leaves the micrograph (take another particle). */
export function orientationWindows(
  box: number,
  xPx: number,
  yPx: number,
  size: MicrographSize,
): { given: Region; flipped: Region } | null {
  const half = Math.floor(box / 2);
  const side = box + 2 * MARGIN_PX;
  const x = Math.trunc(xPx) - half - MARGIN_PX;
  const windowAt = (y: number): Region => ({ x, y: y - half - MARGIN_PX, width: side, height: side });
  const given = windowAt(Math.trunc(yPx));
  const flipped = windowAt(size.rows - 1 - Math.trunc(yPx));
  const isInside = (region: Region) =>
    region.x >= 0 && region.y >= 0 && region.x + side <= size.columns && region.y + side <= size.rows;
  return isInside(given) && isInside(flipped) ? { given, flipped } : null;
}

/** Which orientation the pairs (up to about 20, spread over the data) speak for. */
export function proveOrientation(pairs: readonly OrientationPair[]): OrientationVerdict {
  const given = fitOf(pairs.map(({ raw, given, box }) => bestCorrelation(raw, given, box)));
  const flipped = fitOf(pairs.map(({ raw, flipped, box }) => bestCorrelation(raw, flipped, box)));
  const verdict = verdictOf(given, flipped);
  const chosen = verdict === 'given' ? given : flipped;
  return {
    verdict,
    sign: verdict === 'neither' ? 0 : chosen.median > 0 ? 1 : -1,
    givenCorrelation: given.median,
    flippedCorrelation: flipped.median,
    pairs: pairs.length,
  };
}

interface Fit {
  median: number;
  /** The median is high and the pairs agree in sign. */
  isClear: boolean;
}

/** The coordinates are right when they fit; they are called flipped only when that fits much better. */
function verdictOf(given: Fit, flipped: Fit): OrientationVerdict['verdict'] {
  const isMirrorBetter = Math.abs(flipped.median) > 2 * Math.abs(given.median);
  if (flipped.isClear && isMirrorBetter) return 'flipped';
  return given.isClear ? 'given' : 'neither';
}

function fitOf(correlations: number[]): Fit {
  if (correlations.length === 0) return { median: 0, isClear: false };
  const sorted = [...correlations].sort((a, b) => a - b);
  const median = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  const agreeing = correlations.filter((value) => value * median > 0).length;
  return { median, isClear: Math.abs(median) >= CLEAR_CORRELATION && agreeing >= AGREEING_SHARE * sorted.length };
}

/** The correlation of largest size among the shifts of the particle inside its window; 0 where either is flat. */
function bestCorrelation(raw: Float32Array, window: Float32Array, box: number): number {
  let best = 0;
  for (let dy = 0; dy <= 2 * MARGIN_PX; dy++) {
    for (let dx = 0; dx <= 2 * MARGIN_PX; dx++) {
      const value = correlation(raw, window, box, dx, dy);
      if (Math.abs(value) > Math.abs(best)) best = value;
    }
  }
  return best;
}

/** Pearson's correlation of the particle with the window's part at (dx, dy); pixels that are not finite are left out. */
function correlation(raw: Float32Array, window: Float32Array, box: number, dx: number, dy: number): number {
  const side = box + 2 * MARGIN_PX;
  const step = Math.max(1, Math.floor(box / COMPARED_ROWS));
  let [count, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0];
  for (let y = 0; y < box; y += step) {
    for (let x = 0; x < box; x += step) {
      const a = raw[y * box + x];
      const b = window[(y + dy) * side + x + dx];
      if (!Number.isFinite(a * b)) continue;
      count++;
      sumA += a;
      sumB += b;
      sumAA += a * a;
      sumBB += b * b;
      sumAB += a * b;
    }
  }
  const varianceA = sumAA - (sumA * sumA) / count;
  const varianceB = sumBB - (sumB * sumB) / count;
  return varianceA > 0 && varianceB > 0 ? (sumAB - (sumA * sumB) / count) / Math.sqrt(varianceA * varianceB) : 0;
}
