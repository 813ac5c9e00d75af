/** Bernstein polynomials of one degree at t (any real t): `into[offset + i]` = C(n, i) (1-t)^(n-i) t^i. */
export function bernsteinRow(degree: number, t: number, into: Float64Array, offset = 0): void {
  into[offset] = 1;
  for (let n = 1; n <= degree; n++) {
    into[offset + n] = into[offset + n - 1] * t;
    for (let i = n - 1; i > 0; i--) into[offset + i] = into[offset + i] * (1 - t) + into[offset + i - 1] * t;
    into[offset] *= 1 - t;
  }
}

/** Power-basis coefficients (x and y interleaved) of a Bezier curve: curve(t) = sum_k c_k t^k. */
export function powerCoefficients(points: ArrayLike<number>, into: Float64Array): void {
  const degree = points.length / 2 - 1;
  for (let i = 0; i < points.length; i++) into[i] = points[i];
  let binomial = 1;
  for (let k = 1; k <= degree; k++) {
    for (let i = degree; i >= k; i--) {
      into[2 * i] -= into[2 * i - 2];
      into[2 * i + 1] -= into[2 * i - 1];
    }
  }
  for (let k = 1; k <= degree; k++) {
    binomial = (binomial * (degree - k + 1)) / k;
    into[2 * k] *= binomial;
    into[2 * k + 1] *= binomial;
  }
}

/** The same Bezier curve with more control points (interleaved): its degree raised, never lowered. */
export function elevate(points: Float64Array, degree: number): Float64Array {
  let out = points;
  for (let n = out.length / 2; n <= degree; n++) {
    const lower = out;
    out = Float64Array.from({ length: 2 * n + 2 }, (_, i) => {
      const share = (i >> 1) / n;
      return share * (lower[i - 2] ?? 0) + (1 - share) * (lower[i] ?? 0);
    });
  }
  return out;
}
