/** Mean and sum of squared deviations of rows of equal width together. (Chan, Golub, LeVeque 1979) */
export function joinRows(
  moments: Float64Array,
  at: number,
  rows: number,
  width: number,
): [mean: number, squares: number] {
  let mean = moments[at];
  let squares = moments[at + 1];
  for (let row = 1; row < rows; row++) {
    const distance = moments[at + 2 * row] - mean;
    mean += distance / (row + 1);
    squares += moments[at + 2 * row + 1] + distance * distance * ((width * row) / (row + 1));
  }
  return [mean, squares];
}
