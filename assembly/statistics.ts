// Statistics of pixels: the sums of src/formats/mrc/statistics.ts in the same order, so the same bits.

/** Pixels that are summed before anybody asks whether they were finite. */
const BLOCK_PIXELS = 1024;

/**
 * Writes [min, max, sum, sum of squares] of `count` float32 pixels to `out` (float64), the sums relative to the first
 * pixel. False when one is not finite: `out` is useless then.
 */
export function addFinite(pixels: usize, count: i32, out: usize): bool {
  const shift = <f64>load<f32>(pixels);
  if (!isFinite(shift)) return false;
  const shifts = f64x2.splat(shift);
  let least = f32x4.splat(f32.MAX_VALUE);
  let most = f32x4.splat(-f32.MAX_VALUE);
  let sum: f64 = 0;
  let squares: f64 = 0;
  let at = pixels;
  for (let done = 0; done < count; done += BLOCK_PIXELS) {
    const block = min(BLOCK_PIXELS, count - done);
    const whole = at + ((<usize>(block & ~3)) << 2);
    const end = at + ((<usize>block) << 2);
    let sums0 = f64x2.splat(0);
    let sums1 = f64x2.splat(0);
    let squares0 = f64x2.splat(0);
    let squares1 = f64x2.splat(0);
    for (; at < whole; at += 16) {
      const values = v128.load(at);
      least = f32x4.pmin(least, values);
      most = f32x4.pmax(most, values);
      const low = f64x2.sub(f64x2.promote_low_f32x4(values), shifts);
      const high = f64x2.sub(f64x2.promote_low_f32x4(v128.shuffle<f64>(values, values, 1, 1)), shifts);
      sums0 = f64x2.add(sums0, low);
      sums1 = f64x2.add(sums1, high);
      squares0 = f64x2.add(squares0, f64x2.mul(low, low));
      squares1 = f64x2.add(squares1, f64x2.mul(high, high));
    }
    sum += across(sums0) + across(sums1);
    squares += across(squares0) + across(squares1);
    for (; at < end; at += 4) {
      const value = load<f32>(at);
      least = f32x4.pmin(least, f32x4.splat(value));
      most = f32x4.pmax(most, f32x4.splat(value));
      const difference = <f64>value - shift;
      sum += difference;
      squares += difference * difference;
    }
  }
  if (!isFinite(squares)) return false;
  v128.store(out, least);
  v128.store(out + 16, most);
  const lowest = min(min(load<f32>(out), load<f32>(out, 4)), min(load<f32>(out, 8), load<f32>(out, 12)));
  const highest = max(max(load<f32>(out, 16), load<f32>(out, 20)), max(load<f32>(out, 24), load<f32>(out, 28)));
  store<f64>(out, <f64>lowest);
  store<f64>(out, <f64>highest, 8);
  store<f64>(out, sum, 16);
  store<f64>(out, squares, 24);
  return true;
}

/** Both lanes together. */
export function across(sums: v128): f64 {
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}
