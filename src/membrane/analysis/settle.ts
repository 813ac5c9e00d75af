import type { Random } from '../../base/random.ts';
import { evolve } from './evolution.ts';
import type { TrackFit } from './fit-track.ts';
import { NodeFrame } from './node-frame.ts';
import type { BilayerResponse } from './response.ts';

/** Places along the curve. */
const PLACES = 64;
const GENERATIONS = 60;
/** First and last step, in half-widths D. */
const SIGMA = 1 / 4;
const SMALLEST_SIGMA = 1 / 60;

export interface SettleOptions {
  halfWidthPx: number;
  signalRadiusPx: number;
  curvatureThreshold: number;
  noiseLevel: number;
  random: Random;
}

/** Moves a curve to where it shows most bilayer above the noise, and leaves it no sharper bend than is allowed. */
export function settle(fit: TrackFit, response: BilayerResponse, options: SettleOptions): TrackFit {
  const { span } = fit;
  const { halfWidthPx, signalRadiusPx, curvatureThreshold, noiseLevel, random } = options;
  const frame = new NodeFrame(fit);
  const centre = (response.box - 1) / 2;
  const radius = signalRadiusPx - halfWidthPx / 2;
  const rows = Array.from({ length: PLACES + 1 }, (_, i) => span.basis(i / PLACES));
  const nodes = fit.nodes.slice();
  const score = (moves: Float64Array): number => {
    frame.nodes(moves, nodes);
    let sum = 0;
    let [x, y, directionRad] = [0, 0, 0];
    rows.forEach((row, i) => {
      const [fromX, fromY, fromRad] = [x, y, directionRad];
      [x, y] = [0, 0];
      for (let k = 0; k < row.length; k++) {
        x += row[k] * nodes[2 * k];
        y += row[k] * nodes[2 * k + 1];
      }
      if (i === 0) return;
      const length = Math.hypot(x - fromX, y - fromY);
      directionRad = Math.atan2(y - fromY, x - fromX);
      const excess = i > 1 ? turnBetween(fromRad, directionRad) / curvatureThreshold - length : 0;
      if (excess > 0) sum -= excess;
      if (Math.hypot(x - centre, y - centre) < radius) sum += (response.at(x, y, directionRad) - noiseLevel) * length;
    });
    return sum;
  };
  const { variables } = evolve(new Float64Array(frame.moveCount), score, {
    sigma: SIGMA * halfWidthPx,
    generations: GENERATIONS,
    smallestSigma: SMALLEST_SIGMA * halfWidthPx,
    random,
  });
  return { span, nodes: frame.nodes(variables) };
}

/** 0..pi */
function turnBetween(oneRad: number, otherRad: number): number {
  const turn = Math.abs(oneRad - otherRad) % (2 * Math.PI);
  return Math.min(turn, 2 * Math.PI - turn);
}
