// Sum of profile(distance to a curve) times image, for the objective of the analysis: the same steps in the same order
// as src/membrane/analysis/distance-band.ts and band-sum.ts explain them, so the same bits.

/** Widens intervals against rounding, px. */
const SLACK: f64 = 1e-7;
/** A bisector this nearly along the lines does not bound them. */
const PARALLEL: f64 = 1e-6;

/** A float64 from here on shows its whole number in its lowest bits. */
const WHOLE: f64 = 4503599627370496;

let box: i32 = 0;
let pitch: i32 = 0;
let reach: f64 = 0;
let x: usize = 0;
let y: usize = 0;
let profile: usize = 0;
/** Image and squared distances, and the same transposed, for what is scanned along columns. */
let image: usize = 0;
let turnedImage: usize = 0;
let nearest: usize = 0;
let turnedNearest: usize = 0;
/** First and last touched place of each row, then of each column; int32. */
let spans: usize = 0;
let top: usize = 4096;
/** Whether a sample of the curve was scanned along columns. */
let hasColumns: bool = false;
// Lowest and highest line of a wedge, from its sample.
let low: f64 = 0;
let high: f64 = 0;

function take(bytes: usize): usize {
  const at = top;
  top = (top + bytes + 63) & ~63;
  return at;
}

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
  spans = take(<usize>boxPx * 16);
  const missing = <i32>((top + 65535) >> 16) - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
  for (let at = nearest; at < spans; at += 8) store<f64>(at, Infinity);
  for (let line = 0; line < box; line++) {
    clear(rowSpan(line));
    clear(columnSpan(line));
  }
}

export function xAddress(): usize {
  return x;
}
export function yAddress(): usize {
  return y;
}
export function profileAddress(): usize {
  return profile;
}
export function imageAddress(): usize {
  return image;
}

/** To be called when the image is there. */
export function turnImage(): void {
  for (let row = 0; row < box; row++) {
    for (let column = 0; column < box; column++) {
      const value = load<f32>(image + ((<usize>(row * pitch + column)) << 2));
      store<f32>(turnedImage + ((<usize>(column * pitch + row)) << 2), value);
    }
  }
}

/** The sum for the curve of the first `count` samples. */
export function correlate(count: i32): f64 {
  hasColumns = false;
  for (let i = 0; i < count; i++) spread(i, count - 1);
  return collectRows() + collectColumns();
}

function rowSpan(line: i32): usize {
  return spans + ((<usize>line) << 3);
}

function columnSpan(line: i32): usize {
  return spans + ((<usize>(box + line)) << 3);
}

function clear(span: usize): void {
  store<i32>(span, box);
  store<i32>(span + 4, -1);
}

function at(array: usize, i: i32): f64 {
  return load<f64>(array + ((<usize>i) << 3));
}

function spread(i: i32, last: i32): void {
  const sx = at(x, i);
  const sy = at(y, i);
  const ax = i > 0 ? sx - at(x, i - 1) : 0;
  const ay = i > 0 ? sy - at(y, i - 1) : 0;
  const bx = i < last ? at(x, i + 1) - sx : 0;
  const by = i < last ? at(y, i + 1) - sy : 0;
  if (Math.abs(ay + by) >= Math.abs(ax + bx)) {
    scan(sx, sy, ax, ay, bx, by, rowSpan(0), nearest);
    return;
  }
  hasColumns = true;
  scan(sy, sx, ay, ax, by, bx, columnSpan(0), turnedNearest);
}

function scan(su: f64, sv: f64, au: f64, av: f64, bu: f64, bv: f64, lines: usize, pixels: usize): void {
  const end = box - 1;
  const ac = -(au * au + av * av) / 2;
  const bc = (bu * bu + bv * bv) / 2;
  findRange(au, av, ac, bu, bv, bc);
  const lineTo = <i32>Math.min(<f64>end, Math.floor(sv + high + SLACK));
  const reach2 = reach * reach;
  const aFoot = ac / au;
  const aSlope = av / au;
  const bFoot = bc / bu;
  const bSlope = bv / bu;
  const across = pitch;
  for (let v = <i32>Math.max(0, Math.ceil(sv + low - SLACK)); v <= lineTo; v++) {
    const dv = <f64>v - sv;
    const dv2 = dv * dv;
    if (dv2 > reach2) continue;
    const chord = Math.sqrt(reach2 - dv2);
    const aCut = aFoot - aSlope * dv;
    const bCut = bFoot - bSlope * dv;
    let left = -chord;
    let right = chord;
    if (au > PARALLEL) left = aCut > left ? aCut : left;
    else if (au < -PARALLEL) right = aCut < right ? aCut : right;
    if (bu > PARALLEL) right = bCut < right ? bCut : right;
    else if (bu < -PARALLEL) left = bCut > left ? bCut : left;
    left += su - SLACK;
    right += su + SLACK;
    const from = left > 0 ? <i32>Math.ceil(left) : 0;
    const to = right < <f64>end ? <i32>Math.floor(right) : end;
    if (from > to) continue;
    const span = lines + ((<usize>v) << 3);
    if (from < load<i32>(span)) store<i32>(span, from);
    if (to > load<i32>(span + 4)) store<i32>(span + 4, to);
    let pixel = pixels + ((<usize>(v * across + from)) << 3);
    for (let u = from; u <= to; u++, pixel += 8) {
      const du = <f64>u - su;
      const distance2 = du * du + dv2;
      if (distance2 < load<f64>(pixel)) store<f64>(pixel, distance2);
    }
  }
}

function findRange(au: f64, av: f64, ac: f64, bu: f64, bv: f64, bc: f64): void {
  low = Infinity;
  high = -Infinity;
  const a2 = au * au + av * av;
  const b2 = bu * bu + bv * bv;
  if (a2 > 0) {
    const foot = (ac * av) / a2;
    const chord = (reach * Math.abs(au)) / Math.sqrt(a2);
    low = foot - chord;
    high = foot + chord;
  }
  if (b2 > 0) {
    const foot = (bc * bv) / b2;
    const chord = (reach * Math.abs(bu)) / Math.sqrt(b2);
    low = Math.min(low, foot - chord);
    high = Math.max(high, foot + chord);
  }
  if (-av * reach >= ac && -bv * reach <= bc) low = -reach;
  if (av * reach >= ac && bv * reach <= bc) high = reach;
}

/** The sum over the touched pixels of the rows, which are left as if never touched, be it by rows or columns. */
function collectRows(): f64 {
  let sum: f64 = 0;
  for (let row = 0; row < box; row++) {
    const span = rowSpan(row);
    const from = load<i32>(span);
    const to = load<i32>(span + 4);
    if (from > to) continue;
    clear(span);
    if (hasColumns) takeTurned(row, from, to);
    sum = addLine(sum, image, nearest, row * pitch + from, row * pitch + to);
  }
  return sum;
}

/** The same for what is left of the columns. */
function collectColumns(): f64 {
  let sum: f64 = 0;
  for (let column = 0; column < box && hasColumns; column++) {
    const span = columnSpan(column);
    const from = load<i32>(span);
    const to = load<i32>(span + 4);
    if (from > to) continue;
    clear(span);
    sum = addLine(sum, turnedImage, turnedNearest, column * pitch + from, column * pitch + to);
  }
  return sum;
}

/** Moves what the columns know of a row's pixels to the row. */
function takeTurned(row: i32, from: i32, to: i32): void {
  for (let column = from; column <= to; column++) {
    const pixel = nearest + ((<usize>(row * pitch + column)) << 3);
    const turned = turnedNearest + ((<usize>(column * pitch + row)) << 3);
    const distance2 = load<f64>(turned);
    if (distance2 < load<f64>(pixel)) store<f64>(pixel, distance2);
    store<f64>(turned, Infinity);
  }
}

/** Adds profile(distance) * image of the pixels from..to one after the other, computed two at a time; out of reach it is 0. */
function addLine(total: f64, image: usize, nearest: usize, from: i32, to: i32): f64 {
  const most = f64x2.splat(reach);
  const far = f64x2.splat(Infinity);
  const whole = f64x2.splat(WHOLE);
  const weights = profile;
  let sum = total;
  let pixel = nearest + ((<usize>from) << 3);
  let value = image + ((<usize>from) << 2);
  // An odd number ends with a pixel that was not touched: it adds 0. Rows are longer than the box.
  for (let k = from; k <= to; k += 2) {
    const distance = f64x2.sqrt(v128.load(pixel));
    v128.store(pixel, far);
    const near = f64x2.pmin(most, distance);
    const cell = f64x2.floor(near);
    const cells = f64x2.add(cell, whole);
    const one = v128.load(weights + ((<usize>i32x4.extract_lane(cells, 0)) << 3));
    const other = v128.load(weights + ((<usize>i32x4.extract_lane(cells, 2)) << 3));
    const weight = v128.shuffle<f64>(one, other, 0, 2);
    const rise = f64x2.sub(v128.shuffle<f64>(one, other, 1, 3), weight);
    const mean = f64x2.add(weight, f64x2.mul(f64x2.sub(near, cell), rise));
    const product = f64x2.mul(mean, f64x2.promote_low_f32x4(v128.load64_zero(value)));
    const counted = v128.and(product, f64x2.le(distance, most));
    sum += f64x2.extract_lane(counted, 0);
    sum += f64x2.extract_lane(counted, 1);
    pixel += 16;
    value += 8;
  }
  return sum;
}
