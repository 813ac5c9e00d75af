/** Gaussian blur, edges taken as periodic. */
export function blur(image: Float32Array, width: number, height: number, sigmaPx: number): Float32Array {
  const radius = Math.ceil(3 * sigmaPx);
  const taps = Float64Array.from({ length: 2 * radius + 1 }, (_, k) =>
    Math.exp(-((k - radius) ** 2) / (2 * sigmaPx ** 2)),
  );
  const across = new Float32Array(image.length);
  const result = new Float32Array(image.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < taps.length; k++) sum += taps[k] * image[y * width + ((x + k - radius + width) % width)];
      across[y * width + x] = sum;
    }
  }
  for (let y = 0; y < height; y++) {
    for (let k = 0; k < taps.length; k++) {
      const from = ((y + k - radius + height) % height) * width;
      for (let x = 0; x < width; x++) result[y * width + x] += taps[k] * across[from + x];
    }
  }
  return result;
}
