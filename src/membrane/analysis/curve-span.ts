import { bernsteinRow } from './bernstein.ts';
import { leastSquares } from './least-squares.ts';
import { T_BOUND } from './objective.ts';

/**
 * A polynomial curve over the parameters `from`..`to`, described by the points it passes at degree + 1 nodes (Chebyshev,
 * both ends included). Nodes lie on the membrane, so unlike control points each means a place in the image.
 *
 * A membrane that ends inside the image is mapped so that its end falls on t = 2 (or -2): there every walk along the
 * curve stops (algorithms 2), so nothing is drawn beyond.
 */
export class CurveSpan {
  readonly degree: number;
  readonly from: number;
  readonly to: number;
  /** Where the nodes are, 0..1 along the span. */
  readonly nodeAt: Float64Array;
  private readonly weights: Float64Array;
  /** Control points from nodes: (degree + 1)^2. */
  private readonly toControl: Float64Array;

  constructor(degree: number, from: number, to: number) {
    const count = degree + 1;
    this.degree = degree;
    this.from = from;
    this.to = to;
    this.nodeAt = Float64Array.from({ length: count }, (_, i) => (1 - Math.cos((Math.PI * i) / degree)) / 2);
    this.weights = this.nodeAt.map((_, i) => (i % 2 ? -1 : 1) * (i === 0 || i === degree ? 0.5 : 1));
    const bernstein = new Float64Array(count * count);
    this.nodeAt.forEach((u, i) => bernsteinRow(degree, from + u * (to - from), bernstein, i * count));
    this.toControl = invert(bernstein, count);
  }

  /** It ends inside the image on at least one side. */
  get ends(): boolean {
    return this.from <= -T_BOUND || this.to >= T_BOUND;
  }

  /** Interleaved nodes -> interleaved control points. */
  controlPoints(nodes: ArrayLike<number>, into = new Float64Array(nodes.length)): Float64Array {
    const count = this.degree + 1;
    for (let i = 0; i < count; i++) {
      let x = 0;
      let y = 0;
      for (let k = 0; k < count; k++) {
        const weight = this.toControl[i * count + k];
        x += weight * nodes[2 * k];
        y += weight * nodes[2 * k + 1];
      }
      into[2 * i] = x;
      into[2 * i + 1] = y;
    }
    return into;
  }

  /** Interleaved control points -> nodes. */
  fromControlPoints(points: ArrayLike<number>): Float64Array {
    const count = this.degree + 1;
    const row = new Float64Array(count);
    const nodes = new Float64Array(2 * count);
    this.nodeAt.forEach((u, i) => {
      bernsteinRow(this.degree, this.from + u * (this.to - this.from), row);
      for (let k = 0; k < count; k++) {
        nodes[2 * i] += row[k] * points[2 * k];
        nodes[2 * i + 1] += row[k] * points[2 * k + 1];
      }
    });
    return nodes;
  }

  /** Least-squares nodes for points at the places u (0..1 along the span). */
  fit(points: ArrayLike<number>, u: ArrayLike<number>): Float64Array {
    const count = this.degree + 1;
    const design = new Float64Array(u.length * count);
    for (let i = 0; i < u.length; i++) this.basisRow(u[i], design, i * count);
    return leastSquares(design, count, points);
  }

  /** The share of each node in the point at u. */
  basis(u: number): Float64Array {
    const row = new Float64Array(this.degree + 1);
    this.basisRow(u, row, 0);
    return row;
  }

  /** Point of the curve with these nodes at u. */
  pointAt(nodes: ArrayLike<number>, u: number): [number, number] {
    let x = 0;
    let y = 0;
    this.basis(u).forEach((weight, k) => {
      x += weight * nodes[2 * k];
      y += weight * nodes[2 * k + 1];
    });
    return [x, y];
  }

  /** `count` points of the curve with these nodes, evenly spread in parameter; interleaved. */
  sample(nodes: ArrayLike<number>, count: number): Float64Array {
    return Float64Array.from(Array.from({ length: count }, (_, i) => this.pointAt(nodes, i / (count - 1))).flat());
  }

  /** The share of each node in the point at u (barycentric Lagrange). */
  private basisRow(u: number, into: Float64Array, offset: number): void {
    const count = this.degree + 1;
    const hit = this.nodeAt.indexOf(u);
    let sum = 0;
    for (let k = 0; k < count; k++) {
      into[offset + k] = hit < 0 ? this.weights[k] / (u - this.nodeAt[k]) : Number(hit === k);
      sum += into[offset + k];
    }
    for (let k = 0; k < count; k++) into[offset + k] /= sum;
  }
}

/** Inverse of a small square matrix, Gauss-Jordan with partial pivoting. */
function invert(matrix: Float64Array, n: number): Float64Array {
  const a = matrix.slice();
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) inverse[i * n + i] = 1;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let r = column + 1; r < n; r++) {
      if (Math.abs(a[r * n + column]) > Math.abs(a[pivot * n + column])) pivot = r;
    }
    for (const m of [a, inverse]) swapRows(m, n, column, pivot);
    const scale = 1 / a[column * n + column];
    for (const m of [a, inverse]) for (let k = 0; k < n; k++) m[column * n + k] *= scale;
    for (let r = 0; r < n; r++) {
      const factor = a[r * n + column];
      if (r === column || factor === 0) continue;
      for (const m of [a, inverse]) for (let k = 0; k < n; k++) m[r * n + k] -= factor * m[column * n + k];
    }
  }
  return inverse;
}

function swapRows(matrix: Float64Array, n: number, a: number, b: number): void {
  if (a === b) return;
  const row = matrix.slice(a * n, (a + 1) * n);
  matrix.copyWithin(a * n, b * n, (b + 1) * n);
  matrix.set(row, b * n);
}
