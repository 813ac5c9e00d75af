/**
 * Solves min |A X - B|^2 by the normal equations and Cholesky; for well-conditioned bases only.
 * @param design row-major, rows x columns
 * @param values row-major, rows x 2 (x and y of points)
 * @returns row-major, columns x 2
 */
export function leastSquares(design: Float64Array, columns: number, values: ArrayLike<number>): Float64Array {
  const rows = design.length / columns;
  const normal = new Float64Array(columns * columns);
  const right = new Float64Array(2 * columns);
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < columns; i++) {
      const a = design[r * columns + i];
      for (let j = 0; j <= i; j++) normal[i * columns + j] += a * design[r * columns + j];
      right[2 * i] += a * values[2 * r];
      right[2 * i + 1] += a * values[2 * r + 1];
    }
  }
  return choleskySolve(normal, right, columns);
}

/** Solves the symmetric positive definite system in place (lower triangle given); two right-hand sides. */
function choleskySolve(matrix: Float64Array, right: Float64Array, n: number): Float64Array {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k] * matrix[j * n + k];
      matrix[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / matrix[j * n + j];
    }
  }
  for (const side of [0, 1]) {
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < i; k++) right[2 * i + side] -= matrix[i * n + k] * right[2 * k + side];
      right[2 * i + side] /= matrix[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let k = i + 1; k < n; k++) right[2 * i + side] -= matrix[k * n + i] * right[2 * k + side];
      right[2 * i + side] /= matrix[i * n + i];
    }
  }
  return right;
}
