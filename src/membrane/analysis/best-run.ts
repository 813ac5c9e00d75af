/** The run of neighbours with the largest sum: from `first` up to, not including, `end`. NaN counts nothing. */
export function bestRun(values: ArrayLike<number>): { first: number; end: number; sum: number } {
  const best = { first: 0, end: 0, sum: -Infinity };
  let first = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    if (sum <= 0) {
      sum = 0;
      first = i;
    }
    sum += values[i];
    if (sum > best.sum) Object.assign(best, { first, end: i + 1, sum });
  }
  return best;
}
