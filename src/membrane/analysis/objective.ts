import { bernsteinRow } from './bernstein.ts';

/** Parameter step of the samples on which a curve is judged. (algorithms 5.4) */
export const OBJECTIVE_STEP = 0.01;
/** The walk along the curve ends here in both directions. (algorithms 2) */
export const T_BOUND = 2;
const CURVATURE_WEIGHT = 1e4;
const BOX_WEIGHT = 10;

export interface ObjectiveSettings {
  /** Box of the image, px. */
  box: number;
  /** D, px. */
  halfWidthPx: number;
  /** A larger curvature anywhere on the curve is penalised; 1/px. */
  curvatureThreshold: number;
}

export interface ObjectiveParts {
  /** correlation - curvaturePenalty - boxPenalty: what is maximised; -Infinity for a curve that misses the box. */
  fitness: number;
  correlation: number;
  curvaturePenalty: number;
  boxPenalty: number;
  maxCurvature: number;
  sampleCount: number;
}

const MISSES_BOX: ObjectiveParts = {
  fitness: -Infinity,
  correlation: 0,
  curvaturePenalty: 0,
  boxPenalty: 0,
  maxCurvature: 0,
  sampleCount: 0,
};

/** 1e4 times the largest curvature when that exceeds the threshold. (algorithms 5.4) */
export function curvaturePenalty(maxCurvature: number, threshold: number): number {
  return maxCurvature > threshold ? CURVATURE_WEIGHT * maxCurvature : 0;
}

/** 10 * 2^o summed over the control points, o = how far the point lies outside the box. (algorithms 5.4) */
export function boxPenalty(controlPoints: ArrayLike<number>, box: number): number {
  let penalty = 0;
  for (let i = 0; i < controlPoints.length; i += 2) {
    const x = controlPoints[i];
    const y = controlPoints[i + 1];
    penalty += BOX_WEIGHT * 2 ** Math.max(0, x - box, y - box, -x, -y);
  }
  return penalty;
}

/**
 * The objective F, written as it is defined (algorithms 5.4); `FastObjective` gives the same numbers.
 * All in double: the float32 steps of `sampleCurve` belong to the subtraction alone.
 * @param profile of `bilayerProfile`
 */
export function objective(
  image: Float32Array,
  controlPoints: ArrayLike<number>,
  profile: Float64Array,
  { box, halfWidthPx, curvatureThreshold }: ObjectiveSettings,
): ObjectiveParts {
  const { samples, maxCurvature } = walk(controlPoints, box);
  if (samples.length === 0) return MISSES_BOX;
  let correlation = 0;
  for (let y = 0; y < box; y++) {
    for (let x = 0; x < box; x++) {
      let nearest = Infinity;
      for (const [sx, sy] of samples) nearest = Math.min(nearest, Math.hypot(x - sx, y - sy));
      correlation += profileAt(profile, nearest, 2 * halfWidthPx) * image[y * box + x];
    }
  }
  const parts = {
    correlation,
    curvaturePenalty: curvaturePenalty(maxCurvature, curvatureThreshold),
    boxPenalty: boxPenalty(controlPoints, box),
  };
  const fitness = parts.correlation - parts.curvaturePenalty - parts.boxPenalty;
  return { fitness, ...parts, maxCurvature, sampleCount: samples.length };
}

/** The soft masks of T and N are 1 wherever the profile is not 0, so they drop out. */
function profileAt(profile: Float64Array, distance: number, reach: number): number {
  if (distance > reach) return 0;
  const k = Math.min(Math.floor(distance), reach - 1);
  return profile[k] + (distance - k) * (profile[k + 1] - profile[k]);
}

function walk(points: ArrayLike<number>, box: number): { samples: [number, number][]; maxCurvature: number } {
  const samples: [number, number][] = [];
  let maxCurvature = 0;
  const at = (t: number): { inside: boolean; position: [number, number]; curvature: number } => {
    const [position, first, second] = [0, 1, 2].map((order) => derivative(points, t, order));
    const inside = position.every((value) => value >= 0 && value < box);
    const curvature = Math.abs(first[0] * second[1] - first[1] * second[0]) / Math.hypot(...first) ** 3;
    return { inside, position, curvature };
  };
  const collect = (from: number, step: number): void => {
    for (let t = from; Math.abs(t) < T_BOUND; t += step) {
      const { inside, position, curvature } = at(t);
      if (!inside) return;
      samples.push(position);
      maxCurvature = Math.max(maxCurvature, Number.isNaN(curvature) ? Infinity : curvature);
    }
  };
  let first = 0;
  while (first < T_BOUND && !at(first).inside) first += OBJECTIVE_STEP;
  collect(first, OBJECTIVE_STEP);
  if (samples.length > 0) collect(first - OBJECTIVE_STEP, -OBJECTIVE_STEP);
  return { samples, maxCurvature };
}

/** Point (order 0) or derivative of a Bezier curve by differences of its control points. */
function derivative(points: ArrayLike<number>, t: number, order: number): [number, number] {
  let current = Array.from(points);
  for (let k = 0; k < order; k++) {
    const degree = current.length / 2 - 1;
    current = current.slice(2).map((value, i) => degree * (value - current[i]));
  }
  const degree = current.length / 2 - 1;
  const weights = new Float64Array(degree + 1);
  bernsteinRow(degree, t, weights);
  const sum: [number, number] = [0, 0];
  current.forEach((value, i) => (sum[i & 1] += weights[i >> 1] * value));
  return sum;
}
