import type { FastObjective } from './objective-fast.ts';
import type { BilayerResponse } from './response.ts';
import { directionAt, seenLine } from './seen-line.ts';
import { distanceTo } from './track.ts';

/** Length of the pieces on which a curve is judged, in half-widths D; long enough that noise averages out. */
const PIECE = 2;
/** Places along a piece. */
const PLACES = 7;
/** Straight pieces away from the curve lie this far apart (D), in so many directions: they show what no membrane gives. */
const GRID = 1;
const DIRECTIONS = 12;
/** A curve may lie this far beside the membrane's middle line, in half-widths D. */
const SIDEWAYS = 1 / 8;
/** A piece shows a bilayer when its response exceeds the background's by this many standard deviations ... */
const DEVIATIONS = 3;
/** ... and this share of what most pieces of the curve have. */
const CLEAR_SHARE = 0.4;

/**
 * Share (0..1) of the objective's last curve, within the circle of signal, on which no bilayer is seen: both leaflets
 * together no clearer than in straight pieces laid over the background. It knows nothing of how the curve was found.
 */
export function bareShare(
  objective: FastObjective,
  response: BilayerResponse,
  frame: { halfWidthPx: number; signalRadiusPx: number },
): number {
  const { halfWidthPx, signalRadiusPx } = frame;
  const curve = seenLine(objective, response.box, frame);
  const along = piecesAlong(curve, response, halfWidthPx);
  if (along.length === 0) return 0;
  const background = piecesBeside(curve, response, halfWidthPx, signalRadiusPx);
  const mean = background.reduce((sum, value) => sum + value, 0) / (background.length || 1);
  const variance = background.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (background.length || 1);
  const usual = along.toSorted((a, b) => a - b)[along.length >> 1];
  const level = Math.max(mean + DEVIATIONS * Math.sqrt(variance), CLEAR_SHARE * usual);
  return along.filter((value) => value < level).length / along.length;
}

/** Mean response of every piece along the curve; pieces overlap. */
function piecesAlong(curve: Float64Array, response: BilayerResponse, halfWidthPx: number): number[] {
  const values: number[] = [];
  for (let i = 2; i < curve.length; i += 2) {
    values.push(clearest(response, curve[i], curve[i + 1], directionAt(curve, i), halfWidthPx));
  }
  const length = Math.round(PIECE * halfWidthPx);
  return Array.from({ length: Math.max(0, values.length - length + 1) }, (_, start) => {
    let sum = 0;
    for (let i = start; i < start + length; i++) sum += values[i];
    return sum / length;
  });
}

/** Mean response of straight pieces all over the circle of signal that keep away from the curve. */
function piecesBeside(
  curve: Float64Array,
  response: BilayerResponse,
  halfWidthPx: number,
  signalRadiusPx: number,
): number[] {
  const centre = (response.box - 1) / 2;
  const values: number[] = [];
  const reach = signalRadiusPx - halfWidthPx;
  const step = GRID * halfWidthPx;
  for (let x = centre - reach; x <= centre + reach; x += step) {
    for (let y = centre - reach; y <= centre + reach; y += step) {
      if (Math.hypot(x - centre, y - centre) > reach || distanceTo(curve, x, y) < 2.5 * halfWidthPx) continue;
      for (let k = 0; k < DIRECTIONS; k++)
        values.push(meanOnLine(response, x, y, (k * Math.PI) / DIRECTIONS, halfWidthPx));
    }
  }
  return values;
}

function meanOnLine(response: BilayerResponse, x: number, y: number, angleRad: number, halfWidthPx: number): number {
  let sum = 0;
  for (let i = 0; i < PLACES; i++) {
    const along = (i / (PLACES - 1) - 0.5) * PIECE * halfWidthPx;
    sum += clearest(response, x + along * Math.cos(angleRad), y + along * Math.sin(angleRad), angleRad, halfWidthPx);
  }
  return sum / PLACES;
}

/** The largest response at a place and a little to either side of it. */
function clearest(response: BilayerResponse, x: number, y: number, angleRad: number, halfWidthPx: number): number {
  const dx = -SIDEWAYS * halfWidthPx * Math.sin(angleRad);
  const dy = SIDEWAYS * halfWidthPx * Math.cos(angleRad);
  return Math.max(
    response.at(x - dx, y - dy, angleRad),
    response.at(x, y, angleRad),
    response.at(x + dx, y + dy, angleRad),
  );
}
