// Putting particles back into a micrograph, a stripe of rows at a time. Its host is src/membrane/wasm-mosaic-kernel.ts;
// what it computes is src/membrane/script-mosaic-kernel.ts, additions in the same order, so the same bits.
import { release, reserve, take } from './arena';
import { across, addFinite } from './statistics';

/** Of a band: addresses of its pixels and of its two factors of the weight, its place, gain and offset. */
const BAND_BYTES: usize = 48;

let columns: i32 = 0;
/** The stripe, float32; one vector more, so that no row has a border case. */
let canvas: usize = 0;
/** Of one row, float64, zeros between two calls: sums of weight, and of weight * value. */
let weightSums: usize = 0;
let valueSums: usize = 0;
/** Tables of weights, particles' pixels, bands, and what the host reads. */
let weights: usize = 0;
let particles: usize = 0;
let bands: usize = 0;
let results: usize = 0;

export function layOut(
  columnCount: i32,
  stripePixels: i32,
  weightCount: i32,
  particlePixels: i32,
  bandCount: i32,
  resultCount: i32,
): void {
  columns = columnCount;
  release();
  canvas = take(((<usize>stripePixels) << 2) + 16);
  weightSums = take(((<usize>columnCount) << 3) + 32);
  valueSums = take(((<usize>columnCount) << 3) + 32);
  weights = take(((<usize>weightCount) << 3) + 32);
  particles = take(((<usize>particlePixels) << 2) + 16);
  bands = take(<usize>bandCount * BAND_BYTES);
  results = take((<usize>resultCount) << 3);
  reserve();
  memory.fill(weightSums, 0, weights - weightSums);
}

export function canvasAddress(): usize {
  return canvas;
}
export function weightsAddress(): usize {
  return weights;
}
export function particlesAddress(): usize {
  return particles;
}
export function bandsAddress(): usize {
  return bands;
}
export function resultsAddress(): usize {
  return results;
}

/** Mean and sum of squared deviations of each of some rows that begin `stride` pixels apart; to the results. */
export function measureRows(pixels: usize, stride: i32, width: i32, rows: i32): void {
  let out = results;
  for (let row = 0; row < rows; row++, pixels += (<usize>stride) << 2, out += 16) measureRow(pixels, width, out);
}

function measureRow(pixels: usize, width: i32, out: usize): void {
  const base = <f64>load<f32>(pixels);
  const bases = f64x2.splat(base);
  let sums0 = f64x2.splat(0);
  let sums1 = f64x2.splat(0);
  let squares0 = f64x2.splat(0);
  let squares1 = f64x2.splat(0);
  const whole = pixels + ((<usize>(width & ~3)) << 2);
  const end = pixels + ((<usize>width) << 2);
  let at = pixels;
  for (; at < whole; at += 16) {
    const low = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(at)), bases);
    const high = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(at + 8)), bases);
    sums0 = f64x2.add(sums0, low);
    sums1 = f64x2.add(sums1, high);
    squares0 = f64x2.add(squares0, f64x2.mul(low, low));
    squares1 = f64x2.add(squares1, f64x2.mul(high, high));
  }
  let sum = across(sums0) + across(sums1);
  let squares = across(squares0) + across(squares1);
  for (; at < end; at += 4) {
    const value = <f64>load<f32>(at) - base;
    sum += value;
    squares += value * value;
  }
  const shift = sum / <f64>width;
  const deviations = squares - sum * shift;
  store<f64>(out, base + shift);
  store<f64>(out + 8, deviations < 0 ? 0 : deviations);
}

/** Replaces the pixels of the canvas that lie under bands by the weighted mean of these. */
export function paint(rowCount: i32, bandCount: i32): void {
  const lastBand = bands + <usize>bandCount * BAND_BYTES;
  for (let row = 0; row < rowCount; row++) {
    let from = columns;
    let to = 0;
    for (let band = bands; band < lastBand; band += BAND_BYTES) {
      const inBand = row - load<i32>(band, 12);
      if (inBand < 0 || inBand >= load<i32>(band, 16)) continue;
      const left = load<i32>(band, 20);
      const width = load<i32>(band, 24);
      addRow(band, inBand, left, width);
      from = min(from, left);
      to = max(to, left + width);
    }
    if (from < to) replaceRow(canvas + ((<usize>(row * columns)) << 2), from, to);
  }
}

function addRow(band: usize, row: i32, left: i32, width: i32): void {
  let pixels = load<usize>(band) + ((<usize>(row * load<i32>(band, 28))) << 2);
  let across = load<usize>(band, 4);
  const rowWeight = load<f64>(load<usize>(band, 8) + ((<usize>row) << 3));
  const gain = load<f64>(band, 32);
  const offset = load<f64>(band, 40);
  const rowWeights = f64x2.splat(rowWeight);
  const gains = f64x2.splat(gain);
  const offsets = f64x2.splat(offset);
  let sums = weightSums + ((<usize>left) << 3);
  const values = valueSums - weightSums;
  const whole = sums + ((<usize>(width & ~1)) << 3);
  for (; sums < whole; sums += 16, pixels += 8, across += 16) {
    const weight = f64x2.mul(rowWeights, v128.load(across));
    const value = f64x2.add(f64x2.mul(gains, f64x2.promote_low_f32x4(v128.load64_zero(pixels))), offsets);
    v128.store(sums, f64x2.add(v128.load(sums), weight));
    v128.store(sums + values, f64x2.add(v128.load(sums + values), f64x2.mul(weight, value)));
  }
  if (width & 1) {
    const weight = rowWeight * load<f64>(across);
    store<f64>(sums, load<f64>(sums) + weight);
    store<f64>(sums + values, load<f64>(sums + values) + weight * (gain * <f64>load<f32>(pixels) + offset));
  }
}

/** Columns [from, to) of a row, and up to three more, whose sums are 0; clears the sums. */
function replaceRow(row: usize, from: i32, to: i32): void {
  const zeros = f64x2.splat(0);
  const values = valueSums - weightSums;
  let sums = weightSums + ((<usize>from) << 3);
  const end = weightSums + ((<usize>to) << 3);
  for (let at = row + ((<usize>from) << 2); sums < end; at += 16, sums += 32) {
    const low = v128.load(sums);
    const high = v128.load(sums + 16);
    const covered = v128.shuffle<f32>(f64x2.gt(low, zeros), f64x2.gt(high, zeros), 0, 2, 4, 6);
    if (!v128.any_true(covered)) continue;
    const lowMean = f32x4.demote_f64x2_zero(f64x2.div(v128.load(sums + values), low));
    const highMean = f32x4.demote_f64x2_zero(f64x2.div(v128.load(sums + values + 16), high));
    const means = v128.shuffle<f64>(lowMean, highMean, 0, 2);
    v128.store(at, v128.bitselect(means, v128.load(at), covered));
    v128.store(sums, zeros);
    v128.store(sums + 16, zeros);
    v128.store(sums + values, zeros);
    v128.store(sums + values + 16, zeros);
  }
}

/** Smallest and largest of the canvas's first pixels, and their sums as formats/mrc/statistics.ts has them; false: not all are finite. */
export function sumCanvas(count: i32): bool {
  return addFinite(canvas, count, results);
}
