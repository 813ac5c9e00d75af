import { binomialsOf } from './curve.ts';

const { fround } = Math;
/** Of the last degree; all particles of a job have curves of one or a few. */
let binomials = new Float64Array(0);
let derivativeBinomials = new Float64Array(0);

/**
 * What assembly/curve.ts multiplies the powers with: for every control point x, y and the binomial; then the same of
 * the derivative. `points` are placed in the box, [x0, y0, x1, y1, ...].
 */
export function curveTerms(points: Float64Array, into: Float64Array): void {
  const count = points.length / 2;
  if (binomials.length !== count) {
    binomials = binomialsOf(count - 1);
    derivativeBinomials = binomialsOf(count - 2);
  }
  for (let i = 0; i < count; i++) {
    into[3 * i] = points[2 * i];
    into[3 * i + 1] = points[2 * i + 1];
    into[3 * i + 2] = binomials[i];
  }
  for (let i = 0; i + 1 < count; i++) {
    const at = 3 * (count + i);
    into[at] = fround(points[2 * i + 2] - points[2 * i]);
    into[at + 1] = fround(points[2 * i + 3] - points[2 * i + 1]);
    into[at + 2] = derivativeBinomials[i];
  }
}
