import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeWalkMemory } from '../../src/membrane/walk-memory.ts';
import { bindFindPlaces, bindSetSample } from '../../src/membrane/walk-places.ts';

const { fround } = Math;
const memory = makeWalkMemory();
const setSample = bindSetSample(memory);
const findPlaces = bindFindPlaces(memory);

/** Whole number and fraction of x at the piece's first place of a side. */
function placeX(side: number): [number, number] {
  const at = side * memory.pieceSamples;
  return [memory.wordsX[2 * at] ?? NaN, memory.fractionsX[at] ?? NaN];
}

const coordinate = fc.oneof(
  fc.double({ min: 0, max: 8192, noNaN: true }),
  fc.nat(8191),
  fc.nat({ max: 8191 }).map((whole) => fround(whole - 2 ** -20)),
  fc.double({ min: 0, max: 1e-6, noNaN: true }),
);

it('finds floor and fraction of both places, as float32 arithmetic has them', () => {
  const check = fc.property(coordinate, fc.double({ min: -1, max: 1, noNaN: true }), fc.nat(300), (x, nx, k) => {
    setSample(0, x, 0, nx, 0);
    findPlaces(k, 0, 1);
    [k, -k].forEach((distance, side) => {
      const q = fround(fround(x) + fround(distance * fround(nx)));
      const [whole, fraction] = placeX(side);
      expect(whole + fraction).toBe(q);
      // Only just below 0 may the floor be 0: the fraction shows it.
      if (whole !== Math.floor(q)) expect(q > -1e-9 && whole === 0 && fraction < 0).toBe(true);
    });
  });
  fc.assert(check, { numRuns: 2000, seed: 5 });
});

it.each([
  [5, 5, 0],
  [5 - 2 ** -21, 4, 1 - 2 ** -21],
  [fround(1 - 2 ** -24), 0, 1 - 2 ** -24],
  [0, 0, 0],
  [1e-30, 0, fround(1e-30)],
])('%d is %d and %d', (x, whole, fraction) => {
  setSample(0, x, 0, 0, 1);
  findPlaces(7, 0, 1);
  expect([placeX(0), placeX(1)]).toEqual([
    [whole, fraction],
    [whole, fraction],
  ]);
});
