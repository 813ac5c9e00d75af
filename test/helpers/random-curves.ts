import fc from 'fast-check';

/** A box and the control points of a curve in it: [x0, y0, x1, y1, ...]. */
export interface CurveCase {
  kind: string;
  box: number;
  points: Float64Array;
  step: number;
}

const KINDS = ['gentle', 'anywhere', 'leaves the box', 'axis-aligned', 'on a grid', 'cusp', 'short'] as const;
const STEPS = [0.001, 0.004, 0.01, 0.05, 0.3];

/** Curves of every kind that particles have, and many that they should not have; some miss the box. */
export const curveCases: fc.Arbitrary<CurveCase> = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    box: fc.integer({ min: 20, max: 70 }),
    step: fc.constantFrom(...STEPS),
    numbers: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 8, maxLength: 16 }),
    turned: fc.boolean(),
  })
  .map(({ kind, box, step, numbers, turned }) => {
    const count = numbers.length >> 1;
    const points = Float64Array.from({ length: 2 * count }, (_, i) => placeNumber(kind, numbers, i, count) * box);
    if (turned) for (let i = 0; i < count; i++) points.subarray(2 * i, 2 * i + 2).reverse();
    return { kind, box, step, points };
  });

/** Coordinate i (even: x) of a curve of one kind, in boxes. */
function placeNumber(kind: (typeof KINDS)[number], numbers: number[], i: number, count: number): number {
  const value = numbers[i];
  const isX = i % 2 === 0;
  switch (kind) {
    case 'gentle':
      return isX ? ((i >> 1) + 0.2 * value) / count : 0.4 + 0.2 * value;
    case 'anywhere':
      return value;
    case 'leaves the box':
      return 2.4 * value - 0.7;
    case 'axis-aligned':
      return isX ? value : numbers[1];
    case 'on a grid':
      return Math.round(value * 8) / 8;
    case 'cusp':
      // The 2nd and 3rd point swapped far over: the curve turns in a loop or a point.
      return isX ? [0.1, 0.9 + value, 0.1 - value, 0.9][(i >> 1) % 4] : 0.3 + 0.4 * value;
    case 'short':
      return 0.5 + 0.02 * value;
  }
}
