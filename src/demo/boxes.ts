/** Boxes cut from micrographs as cryoSPARC extracts them. */

/** The box around a pick: rows y - half .. y - half + box - 1, columns likewise; it must lie inside the image. */
export function cutBox(
  image: Float32Array,
  widthPx: number,
  centreX: number,
  centreY: number,
  boxPx: number,
): Float32Array {
  const half = boxPx >> 1;
  const box = new Float32Array(boxPx * boxPx);
  for (let row = 0; row < boxPx; row++) {
    const from = (centreY - half + row) * widthPx + centreX - half;
    box.set(image.subarray(from, from + boxPx), row * boxPx);
  }
  return box;
}

export interface Statistics {
  mean: number;
  deviation: number;
}

/** Mean and population standard deviation. */
export function statisticsOf(values: Float32Array): Statistics {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

/** Contrast inverted (density becomes bright), mean 0, standard deviation 1. */
export function normaliseInverted(box: Float32Array, { mean, deviation }: Statistics): Float32Array {
  return box.map((value) => (mean - value) / deviation);
}
