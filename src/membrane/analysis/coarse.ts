import { bernsteinRow } from './bernstein.ts';
import { leastSquares } from './least-squares.ts';

/**
 * The Bezier curve whose points at i/(m-1) lie nearest to the m sorted points: linear least squares. (algorithms 5.3)
 * @param points interleaved x, y
 * @returns degree + 1 control points, interleaved
 */
export function coarseCurve(points: Float64Array, degree: number): Float64Array {
  return leastSquares(bernsteinDesign(points.length / 2, degree), degree + 1, points);
}

/** sum_i |curve(i/(m-1)) - point_i|^2 (algorithms 5.3). */
export function coarseLoss(controlPoints: Float64Array, points: Float64Array): number {
  const columns = controlPoints.length / 2;
  const design = bernsteinDesign(points.length / 2, columns - 1);
  let loss = 0;
  for (let i = 0; i < points.length; i++) {
    const row = i >> 1;
    let value = -points[i];
    for (let k = 0; k < columns; k++) value += design[row * columns + k] * controlPoints[2 * k + (i & 1)];
    loss += value * value;
  }
  return loss;
}

function bernsteinDesign(count: number, degree: number): Float64Array {
  const design = new Float64Array(count * (degree + 1));
  for (let i = 0; i < count; i++) bernsteinRow(degree, count > 1 ? i / (count - 1) : 0, design, i * (degree + 1));
  return design;
}
