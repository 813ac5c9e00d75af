/** The finite values among at most `most` evenly spread pixels, in ascending order. */
export function sortedSample(data: Float32Array, most: number): Float32Array {
  // An odd step, so that the samples do not all lie in a few columns.
  const step = data.length <= most ? 1 : Math.ceil(data.length / most) | 1;
  const sample = new Float32Array(Math.ceil(data.length / step));
  let count = 0;
  for (let i = 0; i < data.length; i += step) if (Number.isFinite(data[i])) sample[count++] = data[i]!;
  return sample.subarray(0, count).sort();
}
