const { fround } = Math;
/** Samples that are walked along at a time. */
export const WALK_SAMPLES = 16384;
/** A run: its cell; its number, sum of fx, of fy, of fx fy; these become its pixel and the weights of that and its neighbours. */
const RUN = 5;
const NO_RUN = 4 * WALK_SAMPLES;

/**
 * The inner loops of profile-layer.ts, on one array for all layers of a thread. A function that is made once knows the
 * place of its constant array when it is compiled, and spares half of the checks of each access; `| 0` spares checks for
 * overflow, and cells are fractions, since whole numbers would be turned to integers and back.
 */
export const runWalk = bindRunWalk();

function bindRunWalk() {
  /** x, y, nx, ny of each sample, rounded to float32; a place for nothing; then the runs. */
  const scratch = new Float64Array((4 + RUN) * WALK_SAMPLES + RUN);
  /** Place of the last run; NO_RUN when there is none. */
  let lastRun = NO_RUN;
  /** Points that were gathered, and the sum of the image's values there. */
  let points = 0;
  let total = 0;

  return {
    /** Sets the sample at place i, below WALK_SAMPLES. */
    setSample(i: number, x: number, y: number, nx: number, ny: number): void {
      scratch[4 * i] = fround(x);
      scratch[4 * i + 1] = fround(y);
      scratch[4 * i + 2] = fround(nx);
      scratch[4 * i + 3] = fround(ny);
    },

    startMean(): void {
      points = 0;
      total = 0;
    },

    /** Mean of the image's values at all points since `startMean`. */
    mean(): number {
      return points === 0 ? 0 : total / points;
    },

    startRuns(): void {
      lastRun = NO_RUN;
    },

    /** Goes along samples at distance k and gathers those in the same pixel cell into runs; the last run may go on. */
    walkInside(k: number, from: number, to: number, box: number): void {
      let run = lastRun;
      let cell = run === NO_RUN ? -0.5 : scratch[run];
      let n = scratch[(run + 1) | 0] | 0;
      let sx = scratch[(run + 2) | 0];
      let sy = scratch[(run + 3) | 0];
      let sxy = scratch[(run + 4) | 0];
      const end = to << 2;
      for (let at = from << 2; at < end; at = (at + 4) | 0) {
        const qx = fround(scratch[at] + fround(k * scratch[at | 2]));
        const qy = fround(scratch[at | 1] + fround(k * scratch[at | 3]));
        const px = Math.floor(qx);
        const py = Math.floor(qy);
        const fx = qx - px;
        const fy = qy - py;
        const here = (py + 0.5) * box + px;
        if (here !== cell) {
          scratch[run] = cell;
          scratch[(run + 1) | 0] = n;
          scratch[(run + 2) | 0] = sx;
          scratch[(run + 3) | 0] = sy;
          scratch[(run + 4) | 0] = sxy;
          run = (run + RUN) | 0;
          cell = here;
          n = 1;
          sx = fx;
          sy = fy;
          sxy = fx * fy;
          continue;
        }
        n = (n + 1) | 0;
        sx += fx;
        sy += fy;
        sxy += fx * fy;
      }
      scratch[run] = cell;
      scratch[(run + 1) | 0] = n;
      scratch[(run + 2) | 0] = sx;
      scratch[(run + 3) | 0] = sy;
      scratch[(run + 4) | 0] = sxy;
      lastRun = run;
    },

    /** The same where points may be outside, which are left out, or in the last column or row: each a run of number 0. */
    walk(k: number, from: number, to: number, box: number): void {
      const last = box - 1;
      let run = lastRun;
      for (let at = from << 2; at < to << 2; at = (at + 4) | 0) {
        const qx = fround(scratch[at] + fround(k * scratch[at | 2]));
        const qy = fround(scratch[at | 1] + fround(k * scratch[at | 3]));
        if (!(qx >= 0 && qx < box && qy >= 0 && qy < box)) continue;
        const px = Math.floor(qx);
        const py = Math.floor(qy);
        const fx = qx - px;
        const fy = qy - py;
        const cell = (py + 0.5) * box + px;
        const isEdge = px === last || py === last;
        if (isEdge || run === NO_RUN || scratch[run] !== cell) {
          run = (run + RUN) | 0;
          scratch[run] = cell;
          scratch[(run + 1) | 0] = isEdge ? 0 : 1;
          scratch[(run + 2) | 0] = fx;
          scratch[(run + 3) | 0] = fy;
          scratch[(run + 4) | 0] = fx * fy;
          continue;
        }
        scratch[(run + 1) | 0] += 1;
        scratch[(run + 2) | 0] += fx;
        scratch[(run + 3) | 0] += fy;
        scratch[(run + 4) | 0] += fx * fy;
      }
      lastRun = run;
    },

    /** Adds the image's values along the runs to the mean; their cells become pixels and their sums weights. */
    gather(image: Float32Array, box: number): void {
      let count = points;
      let sum = total;
      const half = 0.5 * box;
      for (let run = NO_RUN + RUN; run <= lastRun; run = (run + RUN) | 0) {
        const pixel = (scratch[run] - half) | 0;
        const n = scratch[(run + 1) | 0];
        const sx = scratch[(run + 2) | 0];
        const sy = scratch[(run + 3) | 0];
        const sxy = scratch[(run + 4) | 0];
        if (n === 0) {
          sum += edgeValue(image, box, pixel, sx, sy);
          setPoint(run, pixel);
          count++;
          continue;
        }
        const right = sx > sxy ? sx - sxy : 0;
        const lower = sy > sxy ? sy - sxy : 0;
        const own = n - sx > lower ? n - sx - lower : 0;
        scratch[run] = pixel;
        scratch[(run + 1) | 0] = own;
        scratch[(run + 2) | 0] = right;
        scratch[(run + 3) | 0] = lower;
        const below = (pixel + box) | 0;
        const value =
          own * image[pixel] + right * image[(pixel + 1) | 0] + lower * image[below] + sxy * image[(below + 1) | 0];
        count += n;
        if (value === value) sum += value;
      }
      points = count;
      total = sum;
    },

    /** Lays a value back along the gathered runs: adds [weight, weight * value] to each pixel. */
    splat(into: Float64Array, box: number, value: number): void {
      for (let run = NO_RUN + RUN; run <= lastRun; run = (run + RUN) | 0) {
        const upper = (scratch[run] | 0) << 1;
        const lower = (upper + (box << 1)) | 0;
        const own = scratch[(run + 1) | 0];
        const right = scratch[(run + 2) | 0];
        const beneath = scratch[(run + 3) | 0];
        const diagonal = scratch[(run + 4) | 0];
        into[upper] += own;
        into[upper | 1] += own * value;
        into[(upper + 2) | 0] += right;
        into[(upper + 3) | 0] += right * value;
        into[lower] += beneath;
        into[lower | 1] += beneath * value;
        into[(lower + 2) | 0] += diagonal;
        into[(lower + 3) | 0] += diagonal * value;
      }
    },
  };

  function setPoint(run: number, pixel: number): void {
    scratch[run] = pixel;
    scratch[run + 1] = 1;
    scratch.fill(0, run + 2, run + RUN);
  }
}

/** Value of a point in the last column or row: 0 beyond the last pixel centre, and where it touches NaN. */
function edgeValue(image: Float32Array, box: number, pixel: number, fx: number, fy: number): number {
  const isLastColumn = (pixel + 1) % box === 0;
  const isLastRow = pixel >= box * (box - 1);
  if ((isLastColumn && fx > 0) || (isLastRow && fy > 0)) return 0;
  let value = image[pixel];
  if (!isLastColumn) value = (1 - fx) * value + fx * image[pixel + 1];
  else if (!isLastRow) value = (1 - fy) * value + fy * image[pixel + box];
  return value === value ? value : 0;
}
