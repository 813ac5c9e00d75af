import { Random } from '../base/random.ts';

/**
 * Replaces the pixels of `image` that are NaN in `holed` by Gaussian noise of the mean and (population) standard
 * deviation of all others (algorithms.md 3.7); with none left, by 0 mean and 0 deviation.
 */
export function fillWithNoise(image: Float32Array, holed: Float32Array, seed: number): void {
  let count = 0;
  let sum = 0;
  for (let pixel = 0; pixel < image.length; pixel++) {
    if (Number.isNaN(holed[pixel])) continue;
    count++;
    sum += image[pixel];
  }
  const mean = count === 0 ? 0 : sum / count;
  let squares = 0;
  for (let pixel = 0; pixel < image.length; pixel++) {
    if (!Number.isNaN(holed[pixel])) squares += (image[pixel] - mean) ** 2;
  }
  const deviation = count === 0 ? 0 : Math.sqrt(squares / count);
  const random = new Random(seed);
  for (let pixel = 0; pixel < image.length; pixel++) {
    if (Number.isNaN(holed[pixel])) image[pixel] = mean + deviation * random.normal();
  }
}
