// Where everything lies in the memory of band-sum.ts. Rows have `pitch` pixels, more than `box`: groups of pixels may
// reach over the end. Units: bytes for addresses, pixels for the rest.
import { reserve, take } from './arena';

export let box: i32 = 0;
export let pitch: i32 = 0;
export let reach: f64 = 0;
/** Samples of the curve and the profile, float64. */
export let x: usize = 0;
export let y: usize = 0;
export let profile: usize = 0;
/** Image (float32) and squared distances (float64), and the same transposed, for what is scanned along columns. */
export let image: usize = 0;
export let turnedImage: usize = 0;
export let nearest: usize = 0;
export let turnedNearest: usize = 0;
/** First and last touched place of each line, int32: of the rows, then of the columns. */
export let rowSpans: usize = 0;
export let columnSpans: usize = 0;

/** Lays the memory out, once; the host then fills profile and image (rows `pitchPx` apart). */
export function layOut(boxPx: i32, pitchPx: i32, reachPx: f64, profileLength: i32, capacity: i32): void {
  box = boxPx;
  pitch = pitchPx;
  reach = reachPx;
  const pixels = <usize>(boxPx * pitchPx);
  x = take(<usize>capacity * 8);
  y = take(<usize>capacity * 8);
  profile = take(<usize>profileLength * 8);
  image = take(pixels * 4);
  turnedImage = take(pixels * 4);
  nearest = take(pixels * 8);
  turnedNearest = take(pixels * 8);
  rowSpans = take(<usize>boxPx * 8);
  columnSpans = take(<usize>boxPx * 8);
  reserve();
  for (let at = nearest; at < rowSpans; at += 8) store<f64>(at, Infinity);
  for (let line = 0; line < box; line++) {
    clear(spanOf(rowSpans, line));
    clear(spanOf(columnSpans, line));
  }
}

export function spanOf(spans: usize, line: i32): usize {
  return spans + ((<usize>line) << 3);
}

/** Leaves a span as if nothing of its line were touched. */
export function clear(span: usize): void {
  store<i32>(span, box);
  store<i32>(span + 4, -1);
}
