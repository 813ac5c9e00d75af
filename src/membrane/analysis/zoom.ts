/** The pole of the cubic B-spline's recursive prefilter, and its gain (1 - z)(1 - 1/z). */
const POLE = Math.sqrt(3) - 2;
const GAIN = 6;

/**
 * Zooms a square image to another box by cubic-spline interpolation with prefilter; corner pixel centre to corner pixel
 * centre, mirrored about the end pixel centres. (algorithms 5)
 * @param image row-major, boxIn x boxIn
 * @returns row-major, boxOut x boxOut, rounded to float32 once at the end
 */
export function zoomToBox(image: Float32Array, boxIn: number, boxOut: number): Float32Array {
  if (boxIn === boxOut) return image.slice();
  const rows = zoomColumns(Float64Array.from(image), boxIn, boxIn, boxOut);
  return Float32Array.from(zoomColumns(rows, boxOut, boxIn, boxOut));
}

/** Zooms each of `lines` lines of `length` values; the result is transposed, so that two calls zoom both axes. */
function zoomColumns(image: Float64Array, lines: number, length: number, lengthOut: number): Float64Array {
  const { taps, weights } = splineTaps(length, lengthOut);
  const out = new Float64Array(lines * lengthOut);
  for (let line = 0; line < lines; line++) {
    const coefficients = image.subarray(line * length, (line + 1) * length);
    prefilter(coefficients);
    for (let i = 0; i < lengthOut; i++) {
      let sum = 0;
      for (let k = 4 * i; k < 4 * i + 4; k++) sum += weights[k] * coefficients[taps[k]];
      out[i * lines + line] = sum;
    }
  }
  return out;
}

/** Samples -> cubic B-spline coefficients in place, mirror boundary. */
function prefilter(line: Float64Array): void {
  const n = line.length;
  if (n < 2) return;
  for (let i = 0; i < n; i++) line[i] *= GAIN;
  const last = POLE ** (n - 1);
  let first = line[0] + last * line[n - 1];
  let power = POLE;
  for (let i = 1; i < n - 1; i++) {
    first += power * (line[i] + last * line[n - 1 - i]);
    power *= POLE;
  }
  line[0] = first / (1 - last * last);
  for (let i = 1; i < n; i++) line[i] += POLE * line[i - 1];
  line[n - 1] = ((POLE * line[n - 2] + line[n - 1]) * POLE) / (POLE * POLE - 1);
  for (let i = n - 2; i >= 0; i--) line[i] = POLE * (line[i + 1] - line[i]);
}

/** The four coefficients and weights behind each output value. */
function splineTaps(length: number, lengthOut: number): { taps: Int32Array; weights: Float64Array } {
  const taps = new Int32Array(4 * lengthOut);
  const weights = new Float64Array(4 * lengthOut);
  for (let i = 0; i < lengthOut; i++) {
    const position = lengthOut > 1 ? (i * (length - 1)) / (lengthOut - 1) : 0;
    const start = Math.floor(position) - 1;
    for (let k = 0; k < 4; k++) {
      taps[4 * i + k] = mirror(start + k, length);
      weights[4 * i + k] = cubicBSpline(position - (start + k));
    }
  }
  return { taps, weights };
}

function mirror(index: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const folded = ((index % period) + period) % period;
  return folded < length ? folded : period - folded;
}

function cubicBSpline(offset: number): number {
  const x = Math.abs(offset);
  if (x >= 2) return 0;
  return x < 1 ? 2 / 3 - x * x * (1 - x / 2) : (2 - x) ** 3 / 6;
}
