import type { FastObjective } from './objective-fast.ts';
import type { BilayerResponse } from './response.ts';
import { directionAt, seenLine } from './seen-line.ts';

/** Length of the piece that is tried at each end, in half-widths D. */
const PIECE = 2;
/** Its outer end is tried up to so far to either side, in so many steps each, in half-widths D. */
const FURTHEST = 1;
const STEPS = 8;
/** An end off by more than this (D) has strayed ... */
const STRAYED = 1 / 3;
/** ... when the bilayer is so many times as clear where it was moved to. */
const CLEARER = 1.25;

/**
 * Whether the objective's last curve leaves the membrane at an end: whether its last piece within the circle of signal,
 * bent sideways, shows a clearer bilayer. In noise an end may follow a chance streak that looks like some bilayer.
 */
export function hasEndStrayed(
  objective: FastObjective,
  response: BilayerResponse,
  frame: { halfWidthPx: number; signalRadiusPx: number },
): boolean {
  const { halfWidthPx } = frame;
  const curve = seenLine(objective, response.box, frame);
  const length = 2 * Math.round(PIECE * halfWidthPx);
  if (curve.length < length) return false;
  const first = curve.subarray(0, length);
  const last = curve.slice(-length).map((_, i, all) => all[length - 2 - i + 2 * (i & 1)]);
  return [first, last].some((piece) => isClearerBeside(piece, response, halfWidthPx));
}

/** @param piece interleaved, from the outer end inwards */
function isClearerBeside(piece: Float64Array, response: BilayerResponse, halfWidthPx: number): boolean {
  const own = meanResponse(piece, response);
  let best = own;
  let bestOffset = 0;
  for (let step = -STEPS; step <= STEPS; step++) {
    const offset = (step / STEPS) * FURTHEST;
    const value = meanResponse(bentAside(piece, offset * halfWidthPx), response);
    if (value > best) [best, bestOffset] = [value, offset];
  }
  return Math.abs(bestOffset) > STRAYED && best > CLEARER * own;
}

/** The piece with its outer end moved sideways, less and less towards the inner end. */
function bentAside(piece: Float64Array, offsetPx: number): Float64Array {
  const count = piece.length / 2;
  const out = new Float64Array(piece.length);
  for (let i = 0; i < count; i++) {
    const at = 2 * Math.min(Math.max(i, 1), count - 2);
    const dx = piece[at + 2] - piece[at - 2];
    const dy = piece[at + 3] - piece[at - 1];
    const share = ((1 - i / (count - 1)) ** 2 * offsetPx) / (Math.hypot(dx, dy) || 1);
    out[2 * i] = piece[2 * i] - share * dy;
    out[2 * i + 1] = piece[2 * i + 1] + share * dx;
  }
  return out;
}

function meanResponse(line: Float64Array, response: BilayerResponse): number {
  let sum = 0;
  for (let i = 2; i < line.length; i += 2) {
    sum += response.at(line[i], line[i + 1], directionAt(line, i));
  }
  return sum / (line.length / 2 - 1);
}
