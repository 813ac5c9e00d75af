import type { Random } from '../../base/random.ts';
import { evolve } from './evolution.ts';
import type { TrackFit } from './fit-track.ts';
import type { FastObjective } from './objective-fast.ts';

export interface RefineOptions {
  box: number;
  halfWidthPx: number;
  signalRadiusPx: number;
  /** How far a control point may move from where it starts, per axis, px. */
  ditheringRangePx: number;
  generations: number;
  random: Random;
}

/** A curve may lie this far from the membrane's followed middle line at no cost, in half-widths D. */
const FREE = 0.25;
/** Cost of lying D away for one pixel of curve, compared with what a pixel of curve earns. */
const STRAY_WEIGHT = 20;

/**
 * Maximises the objective from a fitted curve on, near the membrane. The objective alone can be deceived by a bright
 * background, so a curve pays for every place in the circle of signal where it leaves the line it started on.
 * @returns control points, interleaved
 */
export function refine(objective: FastObjective, { span, nodes }: TrackFit, options: RefineOptions): Float64Array {
  const { halfWidthPx, ditheringRangePx, generations, random } = options;
  const start = span.controlPoints(nodes);
  if (ditheringRangePx === 0 || generations === 0) return start;
  objective.evaluate(start);
  const lengthPx = polylineLength(objective);
  const stray = strayCost(objective, span.sample(nodes, Math.ceil(lengthPx)), options);
  const weight = (STRAY_WEIGHT * Math.abs(objective.correlation)) / lengthPx;
  const points = start.slice();
  const score = (variables: Float64Array): number => {
    span.controlPoints(variables, points);
    if (points.some((value, i) => Math.abs(value - start[i]) > ditheringRangePx)) return -Infinity;
    const fitness = objective.evaluate(points);
    return fitness === -Infinity ? fitness : fitness - weight * stray();
  };
  const sigma = Math.min(halfWidthPx / 8, ditheringRangePx / 4);
  const { variables } = evolve(nodes, score, { sigma, generations, smallestSigma: sigma / 200, random });
  return span.controlPoints(variables);
}

function polylineLength({ x, y, sampleCount }: FastObjective): number {
  let length = 0;
  for (let i = 1; i < sampleCount; i++) length += Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1]);
  return Math.max(length, 1);
}

/** The cost, px, of the objective's last curve: its pixels in the circle of signal times the square of how far they stray. */
function strayCost(objective: FastObjective, line: Float64Array, options: RefineOptions): () => number {
  const { box, halfWidthPx, signalRadiusPx } = options;
  const distances = distanceMap(line, box);
  const centre = (box - 1) / 2;
  const { x, y } = objective;
  return () => {
    let cost = 0;
    for (let i = 1; i < objective.sampleCount; i++) {
      if ((x[i] - centre) ** 2 + (y[i] - centre) ** 2 > signalRadiusPx ** 2) continue;
      const excess = distances.at(x[i], y[i]) / halfWidthPx - FREE;
      if (excess > 0) cost += excess * excess * Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1]);
    }
    return cost;
  };
}

/** Distance to the nearest point of a dense line, on a grid of every second pixel, linear between. */
function distanceMap(line: Float64Array, box: number): { at: (x: number, y: number) => number } {
  const cell = 2;
  const side = Math.ceil(box / cell) + 1;
  const map = new Float64Array(side * side);
  for (let i = 0; i < map.length; i++) {
    const x = (i % side) * cell;
    const y = Math.floor(i / side) * cell;
    let nearest2 = Infinity;
    for (let k = 0; k < line.length; k += 2) {
      const distance2 = (line[k] - x) * (line[k] - x) + (line[k + 1] - y) * (line[k + 1] - y);
      if (distance2 < nearest2) nearest2 = distance2;
    }
    map[i] = Math.sqrt(nearest2);
  }
  return {
    at: (x, y) => {
      const u = x / cell;
      const v = y / cell;
      const i = Math.min(u | 0, side - 2);
      const j = Math.min(v | 0, side - 2);
      const k = j * side + i;
      const top = map[k] + (u - i) * (map[k + 1] - map[k]);
      const bottom = map[k + side] + (u - i) * (map[k + side + 1] - map[k + side]);
      return top + (v - j) * (bottom - top);
    },
  };
}
