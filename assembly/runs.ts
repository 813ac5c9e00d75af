// The runs of samples in the same pixel cell at one distance off the curve, four samples at a time. The weights of a
// run are summed themselves, in float32 (they are positive, so nothing cancels).
import { setInt } from './arena';
import * as m from './memory';

/** 2^23, from where on a float32 shows its whole number in its lowest bits. */
const WHOLE: f32 = 8388608;
/** What a whole point weighs, 2^40: its fractions, and their products with the image, keep their digits. */
export const UNIT: f32 = 1099511627776;
/** In memory: spread from there over four lanes a constant costs one instruction, written out it costs four. */
const WHOLES = memory.data<f32>([WHOLE]);
const UNITS = memory.data<f32>([UNIT]);
const ONES = memory.data<f32>([1]);

let count: i32 = 0;
/** Of the last `findRuns`: runs, points in the last row or column, all points, and the sum of the former's values in UNITs. */
export let runs: i32 = 0;
export let edges: i32 = 0;
export let points: i32 = 0;
export let total: f64 = 0;
// The run in progress.
let pixel: i32 = -1;
let weights: v128 = f32x4.splat(0);

/** Takes the samples that the host has put into the memory. */
export function takeSamples(sampleCount: i32): void {
  count = sampleCount;
  for (let i = 0; i < count; i++) {
    const from = (<usize>i) << 3;
    const to = (<usize>i) << 2;
    store<f32>(m.shortX + to, <f32>load<f64>(m.sampleX + from));
    store<f32>(m.shortY + to, <f32>load<f64>(m.sampleY + from));
    store<f32>(m.shortNx + to, <f32>load<f64>(m.sampleNx + from));
    store<f32>(m.shortNy + to, <f32>load<f64>(m.sampleNy + from));
  }
  // The rest of the last four lies outside.
  for (let i = count; i & 3; i++) {
    const to = (<usize>i) << 2;
    store<f32>(m.shortX + to, -1e9);
    store<f32>(m.shortY + to, -1e9);
    store<f32>(m.shortNx + to, 0);
    store<f32>(m.shortNy + to, 0);
  }
}

/** Finds the runs at distance k. */
export function findRuns(k: f32): void {
  const zero = f32x4.splat(0);
  const one = v128.load32_splat(ONES);
  const unit = v128.load32_splat(UNITS);
  const last = f32x4.splat(<f32>(m.box - 1));
  const distance = f32x4.splat(k);
  const stride = i32x4.splat(m.stride);
  // Whole numbers are read as the bits of a float32 from WHOLE on; what these have too many is part of the origin.
  const whole = v128.load32_splat(WHOLES);
  const bits = reinterpret<i32>(WHOLE);
  const origin = i32x4.splat(m.rowStart(0) - bits * m.stride - bits);
  // Globals are read anew in every step, locals are not.
  const xs = m.shortX;
  const ys = m.shortY;
  const nxs = m.shortNx;
  const nys = m.shortNy;
  const runPixel = m.runPixel;
  const runWeights = m.runWeights;
  const end = (<usize>count) << 2;
  edges = 0;
  points = 0;
  total = 0;
  // The run in progress, kept out of memory as long as all four are inside.
  let run = -1;
  let inner = 0;
  let before = i32x4.splat(-1);
  let sum = zero;
  for (let at: usize = 0; at < end; at += 16) {
    const x = f32x4.add(v128.load(xs + at), f32x4.mul(distance, v128.load(nxs + at)));
    const y = f32x4.add(v128.load(ys + at), f32x4.mul(distance, v128.load(nys + at)));
    const isInX = v128.and(f32x4.ge(x, zero), f32x4.lt(x, last));
    const isInY = v128.and(f32x4.ge(y, zero), f32x4.lt(y, last));
    if (!i32x4.all_true(v128.and(isInX, isInY))) {
      runs = run;
      pixel = i32x4.extract_lane(before, 3);
      weights = sum;
      addAlone(f32x4.extract_lane(x, 0), f32x4.extract_lane(y, 0));
      addAlone(f32x4.extract_lane(x, 1), f32x4.extract_lane(y, 1));
      addAlone(f32x4.extract_lane(x, 2), f32x4.extract_lane(y, 2));
      addAlone(f32x4.extract_lane(x, 3), f32x4.extract_lane(y, 3));
      run = runs;
      before = i32x4.splat(pixel);
      sum = weights;
      continue;
    }
    const px = f32x4.floor(x);
    const py = f32x4.floor(y);
    const fx = f32x4.mul(f32x4.sub(x, px), unit);
    const fy = f32x4.sub(y, py);
    const gx = f32x4.sub(unit, fx);
    const gy = f32x4.sub(one, fy);
    const own = f32x4.mul(gx, gy);
    const right = f32x4.mul(fx, gy);
    const lower = f32x4.mul(gx, fy);
    const diagonal = f32x4.mul(fx, fy);
    const upper01 = v128.shuffle<f32>(own, right, 0, 4, 1, 5);
    const upper23 = v128.shuffle<f32>(own, right, 2, 6, 3, 7);
    const lower01 = v128.shuffle<f32>(lower, diagonal, 0, 4, 1, 5);
    const lower23 = v128.shuffle<f32>(lower, diagonal, 2, 6, 3, 7);
    const pixels = i32x4.add(i32x4.add(i32x4.mul(f32x4.add(py, whole), stride), f32x4.add(px, whole)), origin);
    // Without branches, which could not be predicted: a new pixel clears the sum and goes on to the next run.
    const isSame = i32x4.eq(pixels, v128.shuffle<i32>(before, pixels, 3, 4, 5, 6));
    const isNew = ~i32x4.bitmask(isSame);
    before = pixels;
    run += isNew & 1;
    sum = f32x4.add(
      v128.and(sum, v128.shuffle<i32>(isSame, isSame, 0, 0, 0, 0)),
      v128.shuffle<f64>(upper01, lower01, 0, 2),
    );
    v128.store_lane<i32>(runPixel + ((<usize>run) << 2), pixels, 0);
    v128.store(runWeights + ((<usize>run) << 4), sum);
    run += (isNew >> 1) & 1;
    sum = f32x4.add(
      v128.and(sum, v128.shuffle<i32>(isSame, isSame, 1, 1, 1, 1)),
      v128.shuffle<f64>(upper01, lower01, 1, 3),
    );
    v128.store_lane<i32>(runPixel + ((<usize>run) << 2), pixels, 1);
    v128.store(runWeights + ((<usize>run) << 4), sum);
    run += (isNew >> 2) & 1;
    sum = f32x4.add(
      v128.and(sum, v128.shuffle<i32>(isSame, isSame, 2, 2, 2, 2)),
      v128.shuffle<f64>(upper23, lower23, 0, 2),
    );
    v128.store_lane<i32>(runPixel + ((<usize>run) << 2), pixels, 2);
    v128.store(runWeights + ((<usize>run) << 4), sum);
    run += (isNew >> 3) & 1;
    sum = f32x4.add(
      v128.and(sum, v128.shuffle<i32>(isSame, isSame, 3, 3, 3, 3)),
      v128.shuffle<f64>(upper23, lower23, 1, 3),
    );
    v128.store_lane<i32>(runPixel + ((<usize>run) << 2), pixels, 3);
    v128.store(runWeights + ((<usize>run) << 4), sum);
    inner += 4;
  }
  runs = run + 1;
  points += inner;
}

/** Adds one point's weights to the run of its pixel. */
function add(here: i32, own: v128): void {
  if (here === pixel) {
    weights = f32x4.add(weights, own);
  } else {
    runs++;
    weights = own;
    pixel = here;
  }
  setInt(m.runPixel, runs, here);
  v128.store(m.runWeights + ((<usize>runs) << 4), weights);
}

/** One point of four of which some are outside, or in the last row or column. */
function addAlone(x: f32, y: f32): void {
  const box = <f32>m.box;
  if (!(x >= 0 && x < box && y >= 0 && y < box)) return;
  const px = <i32>x;
  const py = <i32>y;
  const fx = x - <f32>px;
  const fy = y - <f32>py;
  const here = m.rowStart(py) + px;
  points++;
  if (px === m.box - 1 || py === m.box - 1) {
    pixel = -1;
    setInt(m.edgePixel, edges++, here);
    total += edgeValue(here, px === m.box - 1, py === m.box - 1, fx, fy) * UNIT;
    return;
  }
  const right = fx * UNIT;
  const left = UNIT - right;
  const gy = <f32>1 - fy;
  let own = f32x4.splat(left * gy);
  own = f32x4.replace_lane(own, 1, right * gy);
  own = f32x4.replace_lane(own, 2, left * fy);
  own = f32x4.replace_lane(own, 3, right * fy);
  add(here, own);
}

function edgeValue(here: i32, isLastColumn: bool, isLastRow: bool, fx: f64, fy: f64): f64 {
  if ((isLastColumn && fx > 0) || (isLastRow && fy > 0)) return 0;
  const at = m.image + ((<usize>here) << 2);
  const own = <f64>load<f32>(at);
  if (isLastColumn) return isLastRow ? own : (1 - fy) * own + fy * <f64>load<f32>(at + ((<usize>m.stride) << 2));
  return (1 - fx) * own + fx * <f64>load<f32>(at + 4);
}
