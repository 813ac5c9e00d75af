export interface Image {
  columns: number;
  rows: number;
  data: Float32Array;
}

/** Means over squares of `factor` x `factor` pixels; those at the right and lower edge may be smaller. Skips what is not finite. */
export function shrink({ columns, rows, data }: Image, factor: number): Image {
  if (factor === 1) return { columns, rows, data };
  const small = { columns: Math.ceil(columns / factor), rows: Math.ceil(rows / factor) };
  const sums = new Float64Array(small.columns * small.rows);
  const counts = new Uint32Array(sums.length);
  for (let y = 0; y < rows; y++) {
    const target = Math.floor(y / factor) * small.columns;
    for (let x = 0; x < columns; x++) {
      const value = data[y * columns + x]!;
      if (!Number.isFinite(value)) continue;
      const place = target + Math.floor(x / factor);
      sums[place]! += value;
      counts[place]!++;
    }
  }
  return { ...small, data: Float32Array.from(sums, (sum, i) => (counts[i] ? sum / counts[i]! : NaN)) };
}
