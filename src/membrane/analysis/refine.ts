import type { Random } from '../../base/random.ts';
import { DistanceMap } from './distance-map.ts';
import { evolve } from './evolution.ts';
import type { TrackFit } from './fit-track.ts';
import { NodeFrame } from './node-frame.ts';
import { T_BOUND } from './objective.ts';
import type { FastObjective } from './objective-fast.ts';
import { tailBending } from './tail-bending.ts';

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
const FREE = 0.2;
/** Less where the membrane ends or is closed: there the objective would rather cut corners to cover more. */
const FREE_ENDING = 0.06;
/** Costs, compared with what a pixel of curve earns: of a pixel of curve D beyond that, and of bending with radius D. */
const STRAY_WEIGHT = 100;
const BEND_WEIGHT = 2;

/**
 * Maximises the objective from a fitted curve on, near the membrane. The objective alone can be deceived by a bright
 * background, so a curve pays for every place in the circle of signal where it leaves the line it started on.
 * @returns control points, interleaved
 */
export function refine(objective: FastObjective, fit: TrackFit, options: RefineOptions): Float64Array {
  const { span, nodes } = fit;
  const { halfWidthPx, ditheringRangePx, generations, random } = options;
  const start = span.controlPoints(nodes);
  if (ditheringRangePx === 0 || generations === 0) return start;
  objective.evaluate(start);
  const lengthPx = polylineLength(objective);
  const cost = strayCost(objective, fit, options);
  const tails = tailBending(options, span);
  const gainPerPx = Math.abs(objective.correlation) / lengthPx;
  const frame = new NodeFrame(fit);
  const points = start.slice();
  const moved = nodes.slice();
  const score = (moves: Float64Array): number => {
    span.controlPoints(frame.nodes(moves, moved), points);
    if (points.some((value, i) => Math.abs(value - start[i]) > ditheringRangePx)) return -Infinity;
    const fitness = objective.evaluate(points);
    return fitness === -Infinity ? fitness : fitness - gainPerPx * (cost() + BEND_WEIGHT * tails(points));
  };
  const sigma = Math.min(halfWidthPx / 8, ditheringRangePx / 4);
  const { variables } = evolve(new Float64Array(frame.moveCount), score, {
    sigma,
    generations,
    smallestSigma: sigma / 100,
    random,
  });
  return span.controlPoints(frame.nodes(variables));
}

function polylineLength({ x, y, sampleCount }: FastObjective): number {
  let length = 0;
  for (let i = 1; i < sampleCount; i++) length += Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1]);
  return Math.max(length, 1);
}

/** The cost of the objective's last curve, in pixels of curve: its length times the square of how far it strays. */
function strayCost(objective: FastObjective, fit: TrackFit, options: RefineOptions): () => number {
  const { box, halfWidthPx, signalRadiusPx } = options;
  const distances = new DistanceMap(middleLine(fit, halfWidthPx), box);
  const free = fit.span.ends ? FREE_ENDING : FREE;
  const centre = (box - 1) / 2;
  const { x, y } = objective;
  return () => {
    let cost = 0;
    for (let i = 1; i < objective.sampleCount - 1; i++) {
      if ((x[i] - centre) ** 2 + (y[i] - centre) ** 2 > signalRadiusPx ** 2) continue;
      const excess = distances.at(x[i], y[i]) / halfWidthPx - free;
      if (excess > 0) cost += STRAY_WEIGHT * excess * excess * Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1]);
    }
    return cost;
  };
}

/** Dense points along a fit; where the membrane leaves the picture it goes on straight. */
function middleLine({ span, nodes }: TrackFit, halfWidthPx: number): Float64Array {
  const count = 256;
  const points = Array.from(span.sample(nodes, count));
  const goOn = (x: number, y: number, fromX: number, fromY: number): void => {
    const length = Math.hypot(x - fromX, y - fromY) || 1;
    for (let k = 1; k <= 3 * halfWidthPx; k++)
      points.push(x + (k * (x - fromX)) / length, y + (k * (y - fromY)) / length);
  };
  const [ax, ay, bx, by] = points;
  const [dx, dy, cx, cy] = points.slice(-4);
  if (span.from > -T_BOUND) goOn(ax, ay, bx, by);
  if (span.to < T_BOUND) goOn(cx, cy, dx, dy);
  return Float64Array.from(points);
}
