// Where everything lies in the kernel's memory. Images are padded (4 columns on each side, 2 rows above and below), so
// that neither the Gaussian nor groups of four pixels need a border case. Units: bytes for addresses, pixels for the rest.
import { release, reserve, take } from './arena';

export let box: i32 = 0;
/** Pixels from one padded row to the next; a multiple of 4. */
export let stride: i32 = 0;
export let halfWidth: f64 = 0;
export let reach: f64 = 0;

/** The image as the host puts it there, box x box; `finish` turns it into the result. */
export let staging: usize = 0;
/** Padded images of float32. */
export let image: usize = 0;
export let squared: usize = 0;
export let mask: usize = 0;
export let model: usize = 0;
export let imageAcross: usize = 0;
export let modelAcross: usize = 0;
export let smoothImage: usize = 0;
export let smoothModel: usize = 0;
/** [weight, weight * value] of every pixel in UNITs of runs.ts, padded. */
export let sums: usize = 0;
/** Columns [first, end) of each row, int32, multiples of 4. */
export let first: usize = 0;
export let end: usize = 0;
/** Sums over the columns, float64. */
export let residualSums: usize = 0;
export let modelSums: usize = 0;

/** For every scaling factor the least that its cost can be, float64. (search.ts) */
export const FACTORS: i32 = 50;
export let bounds: usize = 0;

/** Terms of a curve of up to 31st degree as the host puts them there, and powers of t and 1 - t, two at a time. (curve.ts) */
export let curve: usize = 0;
export let powersT: usize = 0;
export let powersU: usize = 0;
/** The [min, max, sum, sum of squares] of the staged image. */
export let statistics: usize = 0;

/** Samples that there is room for. */
export let capacity: i32 = 0;
/** Samples, float64: x, y, nx, ny, each `capacity` long. */
export let sampleX: usize = 0;
export let sampleY: usize = 0;
export let sampleNx: usize = 0;
export let sampleNy: usize = 0;
/** The same as float32. */
export let shortX: usize = 0;
export let shortY: usize = 0;
export let shortNx: usize = 0;
export let shortNy: usize = 0;
/** Links between samples, float64. */
export let linkX: usize = 0;
export let linkY: usize = 0;
export let linkOffset: usize = 0;
/** Runs: pixel (int32) and four weights (float32 each). */
export let runPixel: usize = 0;
export let runWeights: usize = 0;
/** Pixels of the points in the last row or column, int32. */
export let edgePixel: usize = 0;

/** Lays the memory out for images of one size and up to `capacity` samples (a multiple of 4), and clears it. */
export function layOut(boxPx: i32, halfWidthPx: f64, reachPx: f64, sampleCapacity: i32): void {
  box = boxPx;
  halfWidth = halfWidthPx;
  reach = reachPx;
  stride = ((boxPx + 3) & ~3) + 8;
  capacity = sampleCapacity;
  release();
  const pixels = <usize>(stride * (boxPx + 4));
  const doubles = <usize>capacity * 8;
  staging = take(<usize>(boxPx * boxPx) * 4);
  image = take(pixels * 4);
  squared = take(pixels * 4);
  mask = take(pixels * 4);
  model = take(pixels * 4);
  imageAcross = take(pixels * 4);
  modelAcross = take(pixels * 4);
  smoothImage = take(pixels * 4);
  smoothModel = take(pixels * 4);
  sums = take(pixels * 8);
  first = take(<usize>boxPx * 4);
  end = take(<usize>boxPx * 4);
  residualSums = take(<usize>stride * 8);
  modelSums = take(<usize>stride * 8);
  bounds = take(<usize>FACTORS * 8);
  curve = take(63 * 24);
  powersT = take(32 * 16);
  powersU = take(32 * 16);
  statistics = take(32);
  sampleX = take(4 * doubles);
  sampleY = sampleX + doubles;
  sampleNx = sampleY + doubles;
  sampleNy = sampleNx + doubles;
  shortX = take(doubles / 2);
  shortY = take(doubles / 2);
  shortNx = take(doubles / 2);
  shortNy = take(doubles / 2);
  linkX = take(doubles);
  linkY = take(doubles);
  linkOffset = take(doubles);
  runPixel = take(doubles / 2);
  runWeights = take(doubles * 2);
  edgePixel = take(doubles / 2);
  reserve();
  memory.fill(image, 0, edgePixel - image);
  for (let at: usize = 0; at < pixels * 4; at += 16) v128.store(squared + at, f32x4.splat(f32.MAX_VALUE));
}

/** Number of the padded pixel at column 0 of a row; rows -2 and -1, and the two below the box, exist and are 0. */
export function rowStart(row: i32): i32 {
  return (row + 2) * stride + 4;
}
