import { bestRun } from './best-run.ts';
import { DIRECTIONS, type BilayerResponse } from './response.ts';
import type { Track } from './track.ts';

/** Steps along an arc and between parallel arcs, in half-widths D. */
const STEP = 1 / 3;
const OFFSET_STEP = 1 / 5;
/** The sharpest arc has this radius (D); so many curvatures to each side, closer together where arcs are nearly straight. */
const SMALLEST_RADIUS = 2.5;
const BENDS = 4;
/** An arc that turns more than this to either side of its middle (rad) is no single bend. */
const FURTHEST_TURN = Math.PI / 2;
/** A shorter run of steps says too little. */
const FEWEST_STEPS = 9;
/** Less than this is missing to the circle's edge (D): the membrane goes on, the border of the picture hides it. */
const HIDDEN = 3;

interface ArcSettings {
  halfWidthPx: number;
  /** Radius of the circle that shows signal, px. */
  signalRadiusPx: number;
  /** Largest curvature, 1/px. */
  curvatureThreshold: number;
  /** What following noise earns. */
  noiseLevel: number;
}

/** An arc about a foot: places relative to it, and the direction there. */
interface Arc {
  dx: Float64Array;
  dy: Float64Array;
  angleRad: Float64Array;
}

/**
 * The run of a circular arc, of all arcs through the circle of signal, that shows most bilayer above the noise. All of its
 * length speaks at once, so a faint membrane is found in noise in which every step of a track would be unsure.
 * @returns null when no arc shows any
 */
export function clearestArc(response: BilayerResponse, settings: ArcSettings): Track | null {
  const { halfWidthPx, signalRadiusPx, noiseLevel } = settings;
  const centre = (response.box - 1) / 2;
  const radius = signalRadiusPx - halfWidthPx / 2;
  const best = { points: new Float64Array(), closed: false, strength: 0 };
  for (let k = 0; k < DIRECTIONS; k++) {
    const angleRad = (k * Math.PI) / DIRECTIONS;
    for (let bend = -BENDS; bend <= BENDS; bend++) {
      const arc = arcOf(angleRad, curvatureOf(bend, settings), radius, halfWidthPx * STEP);
      const gains = new Float64Array(arc.dx.length);
      for (let offset = -radius; offset <= radius; offset += OFFSET_STEP * halfWidthPx) {
        const x = centre - offset * Math.sin(angleRad);
        const y = centre + offset * Math.cos(angleRad);
        for (let i = 0; i < gains.length; i++) {
          const u = x + arc.dx[i];
          const v = y + arc.dy[i];
          const isSeen = (u - centre) ** 2 + (v - centre) ** 2 <= radius * radius;
          gains[i] = isSeen ? response.at(u, v, arc.angleRad[i]) - noiseLevel : NaN;
        }
        const { first, end, sum } = bestRun(gains);
        if (sum <= best.strength || end - first < FEWEST_STEPS) continue;
        const [from, to] = withHiddenEnds(gains, first, end);
        const points = Array.from({ length: to - from }, (_, i) => [x + arc.dx[from + i], y + arc.dy[from + i]]);
        Object.assign(best, { points: Float64Array.from(points.flat()), strength: sum });
      }
    }
  }
  return best.strength > 0 ? best : null;
}

/** A run of an arc's steps, longer by what is missing to the edge of the circle, beyond which gains are NaN. */
function withHiddenEnds(gains: Float64Array, first: number, end: number): [number, number] {
  let [from, to] = [first, end];
  while (from > 0 && !Number.isNaN(gains[from - 1])) from--;
  while (to < gains.length && !Number.isNaN(gains[to])) to++;
  const most = HIDDEN / STEP;
  return [first - from <= most && from > 0 ? from : first, to - end <= most && to < gains.length ? to : end];
}

function curvatureOf(bend: number, { halfWidthPx, curvatureThreshold }: ArcSettings): number {
  const largest = Math.min(curvatureThreshold, 1 / (SMALLEST_RADIUS * halfWidthPx));
  return Math.sign(bend) * (bend / BENDS) ** 2 * largest;
}

/** As much of an arc as can lie in a circle of `radius`, from one end to the other. */
function arcOf(angleRad: number, curvature: number, radius: number, stepPx: number): Arc {
  const reach = Math.floor(Math.min(2 * radius, FURTHEST_TURN / Math.abs(curvature)) / stepPx);
  const steps = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => (i - reach) * stepPx);
  const chord = steps.map((s) => (curvature === 0 ? s : (2 * Math.sin((curvature * s) / 2)) / curvature));
  return {
    dx: chord.map((length, i) => length * Math.cos(angleRad + (curvature * steps[i]) / 2)),
    dy: chord.map((length, i) => length * Math.sin(angleRad + (curvature * steps[i]) / 2)),
    angleRad: steps.map((s) => angleRad + curvature * s),
  };
}
