// The scaling factor with the least cost: src/membrane/scaling.ts explains how, and is what this equals, to the last bit.
import { doubleAt } from './arena';
import { slopeOf, sumColumn } from './columns';
import * as m from './memory';
import { FACTORS } from './memory';

/** Factor whose sums the columns bring. */
const FIRST: i32 = 25;

/** Index of the best, and its cost. */
let best: i32 = 0;
let cost: f64 = 0;
/** Factors that were evaluated, one bit each. */
let done: u64 = 0;
/** The column that was the largest last, and the slope of its sum. */
let column: i32 = 0;
let slope: f64 = 0;

/** The factor with this index: 0.01, 0.03, ..., 0.99. */
export function factorAt(index: i32): f64 {
  return 0.01 + 0.02 * <f64>index;
}

export function firstFactor(): f64 {
  return factorAt(FIRST);
}

/** Finds the index of the first factor that attains the least cost. */
export function search(): i32 {
  for (let i = 0; i < FACTORS; i++) setBound(i, -Infinity);
  done = 0;
  best = FIRST;
  cost = takeFirst();
  learn(FIRST, cost);
  for (let next = candidate(); next >= 0; next = candidate()) {
    const found = evaluate(factorAt(next));
    learn(next, found);
    if (found < cost || (found === cost && next < best)) {
      cost = found;
      best = next;
    }
  }
  return best;
}

export function costOf(): f64 {
  return cost;
}

function setBound(index: i32, value: f64): void {
  store<f64>(m.bounds + ((<usize>index) << 3), value);
}

function candidate(): i32 {
  let lowest = -1;
  for (let i = 0; i < FACTORS; i++) {
    if ((done >> i) & 1) continue;
    const bound = doubleAt(m.bounds, i);
    const couldWin = i < best ? bound <= cost * (1 + 1e-12) : bound < cost;
    if (couldWin && (lowest < 0 || bound < doubleAt(m.bounds, lowest))) lowest = i;
  }
  return lowest;
}

function learn(index: i32, found: f64): void {
  done |= (<u64>1) << index;
  const from = factorAt(index);
  for (let i = 0; i < FACTORS; i++) {
    setBound(i, Math.max(doubleAt(m.bounds, i), found + slope * (factorAt(i) - from)));
  }
}

function takeFirst(): f64 {
  column = 0;
  for (let x = 1; x < m.box; x++) if (doubleAt(m.residualSums, x) > doubleAt(m.residualSums, column)) column = x;
  const sum = sumColumn(column, factorAt(FIRST));
  slope = slopeOf();
  return sum;
}

/** The largest column sum at a factor, from the sums at the first factor. */
function evaluate(lambda: f64): f64 {
  const away = Math.abs(lambda - factorAt(FIRST));
  let largest = sumColumn(column, lambda);
  slope = slopeOf();
  for (let x = 0; x < m.box; x++) {
    if (doubleAt(m.residualSums, x) + away * doubleAt(m.modelSums, x) <= largest) continue;
    const sum = sumColumn(x, lambda);
    if (sum <= largest) continue;
    largest = sum;
    slope = slopeOf();
    column = x;
  }
  return largest;
}
