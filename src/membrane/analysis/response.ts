/** Directions looked at, over half a turn. */
export const DIRECTIONS = 36;
/** Cells of the response maps per half-width D: fine enough for the leaflets. */
const CELLS_PER_HALF_WIDTH = 6;
/**
 * Reach of the filter across the membrane, in half-widths D. At 1 each leaflet, at D/2, is in the middle of what it is
 * compared with, so the slope of a bright protein beside it drops out.
 */
const ACROSS_REACH = 1;
/** Brighter pixels are cut to this quantile, so that a bright protein does not outshine the membrane. */
const BRIGHT_QUANTILE = 0.95;
/** Width of the filter along the membrane, in half-widths D. */
const ALONG_SIGMA = 0.5;

/**
 * How clearly a bilayer lies at a point in a direction: the fainter of its two leaflets, each measured along a short
 * straight piece against its surroundings. So a bright background, which deceives the objective, counts nothing, nor
 * does a protein beside one leaflet; an ideal bilayer gives its own height.
 */
export class BilayerResponse {
  readonly box: number;
  /** Box pixels per cell. */
  private readonly cellPx: number;
  private readonly size: number;
  /** One map for each direction, each in a frame turned into that direction. */
  private readonly maps: Float32Array[];
  /** Of each direction, cells per box pixel. */
  private readonly cos: Float64Array;
  private readonly sin: Float64Array;

  /** @param image row-major, box x box; @param halfWidthPx D */
  constructor(image: Float32Array, box: number, halfWidthPx: number) {
    this.box = box;
    this.cellPx = Math.max(1, halfWidthPx / CELLS_PER_HALF_WIDTH);
    this.size = Math.ceil(box / this.cellPx) + 1;
    const angles = Float64Array.from({ length: DIRECTIONS }, (_, k) => (k * Math.PI) / DIRECTIONS);
    this.cos = angles.map((angle) => Math.cos(angle) / this.cellPx);
    this.sin = angles.map((angle) => Math.sin(angle) / this.cellPx);
    const level = Float32Array.from(image).sort()[Math.floor(BRIGHT_QUANTILE * image.length)];
    const dimmed = image.map((value) => Math.min(value, level));
    const smooth = this.cellPx > 1 ? smoothed(dimmed, box, gaussian(0.4 * this.cellPx)) : dimmed;
    const [left, right] = leafletFilters(halfWidthPx, this.cellPx);
    const along = gaussian((ALONG_SIGMA * halfWidthPx) / this.cellPx);
    const { size } = this;
    this.maps = Array.from({ length: DIRECTIONS }, (_, k) => {
      const turned = convolveLines(this.turn(smooth, (k * Math.PI) / DIRECTIONS), size, along);
      const columns = transposed(turned, size);
      const one = convolveLines(columns, size, left);
      const other = convolveLines(columns, size, right);
      return transposed(
        one.map((value, i) => Math.min(value, other[i])),
        size,
      );
    });
  }

  /** Response at (x, y), box pixels, of a membrane that runs in direction `angleRad`; 0 outside. */
  at(x: number, y: number, angleRad: number): number {
    const turns = Math.round((angleRad * DIRECTIONS) / Math.PI);
    const k = ((turns % DIRECTIONS) + DIRECTIONS) % DIRECTIONS;
    const cos = this.cos[k];
    const sin = this.sin[k];
    const centre = (this.box - 1) / 2;
    const middle = (this.size - 1) / 2;
    const u = (x - centre) * cos + (y - centre) * sin + middle;
    const v = (y - centre) * cos - (x - centre) * sin + middle;
    return bilinear(this.maps[k], this.size, u, v);
  }

  /** The place and direction with the largest response among those that `allowed` accepts. */
  strongest(allowed: (x: number, y: number) => boolean): { x: number; y: number; angleRad: number; value: number } {
    const best = { x: 0, y: 0, angleRad: 0, value: 0 };
    const step = 2 * this.cellPx;
    for (let y = 0; y < this.box; y += step) {
      for (let x = 0; x < this.box; x += step) {
        if (!allowed(x, y)) continue;
        for (let k = 0; k < DIRECTIONS; k++) {
          const angleRad = (k * Math.PI) / DIRECTIONS;
          const value = this.at(x, y, angleRad);
          if (value > best.value) Object.assign(best, { x, y, angleRad, value });
        }
      }
    }
    return best;
  }

  /** The image in cells, in a frame whose first axis points into `angleRad`. */
  private turn(image: Float32Array, angleRad: number): Float32Array {
    const { size, cellPx, box } = this;
    const centre = (box - 1) / 2;
    const cos = Math.cos(angleRad) * cellPx;
    const sin = Math.sin(angleRad) * cellPx;
    const out = new Float32Array(size * size);
    for (let v = 0; v < size; v++) {
      for (let u = 0; u < size; u++) {
        const a = u - (size - 1) / 2;
        const b = v - (size - 1) / 2;
        out[v * size + u] = bilinear(image, box, centre + a * cos - b * sin, centre + a * sin + b * cos);
      }
    }
    return out;
  }
}

function bilinear(image: Float32Array, side: number, x: number, y: number): number {
  if (!(x >= 0 && y >= 0 && x <= side - 1 && y <= side - 1)) return 0;
  const i = Math.min(x | 0, side - 2);
  const j = Math.min(y | 0, side - 2);
  const fx = x - i;
  const fy = y - j;
  const k = j * side + i;
  const top = image[k] + fx * (image[k + 1] - image[k]);
  const bottom = image[k + side] + fx * (image[k + side + 1] - image[k + side]);
  return top + fy * (bottom - top);
}

/**
 * One filter for each leaflet, at -D/2 and +D/2: the leaflet minus the mean over its side, scaled so that the leaflet
 * itself gives 1. In cells.
 */
function leafletFilters(halfWidthPx: number, cellPx: number): [Float64Array, Float64Array] {
  const sigma = Math.max(3, halfWidthPx / 6) / cellPx;
  const leafletAt = halfWidthPx / 2 / cellPx;
  const reach = Math.ceil((ACROSS_REACH * halfWidthPx) / cellPx);
  const side = Float64Array.from({ length: reach + 1 }, (_, r) =>
    Math.exp(-((r - leafletAt) ** 2) / (2 * sigma * sigma)),
  );
  const mean = side.reduce((a, b) => a + b, 0) / side.length;
  const energy = side.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const right = new Float64Array(2 * reach + 1);
  side.forEach((value, r) => (right[reach + r] = (value - mean) / energy));
  return [right.toReversed(), right];
}

/** Normalised, cut at 2.5 sigma. */
function gaussian(sigma: number): Float64Array {
  const reach = Math.max(1, Math.ceil(2.5 * sigma));
  const values = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const sum = values.reduce((a, b) => a + b, 0);
  return values.map((value) => value / sum);
}

function smoothed(image: Float32Array, side: number, kernel: Float64Array): Float32Array {
  const rows = convolveLines(image, side, kernel);
  return transposed(convolveLines(transposed(rows, side), side, kernel), side);
}

/** Correlates each row with a kernel about its middle; zero outside. Four sums at a time do not wait for one another. */
function convolveLines(image: Float32Array, side: number, kernel: Float64Array): Float32Array {
  const reach = (kernel.length - 1) / 2;
  const out = new Float32Array(image.length);
  const line = new Float64Array(side + 2 * reach + 3);
  for (let y = 0; y < side; y++) {
    const row = y * side;
    for (let x = 0; x < side; x++) line[reach + x] = image[row + x];
    for (let x = 0; x < side; x += 4) {
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let k = 0; k < kernel.length; k++) {
        const weight = kernel[k];
        a += line[x + k] * weight;
        b += line[x + k + 1] * weight;
        c += line[x + k + 2] * weight;
        d += line[x + k + 3] * weight;
      }
      out[row + x] = a;
      if (x + 1 < side) out[row + x + 1] = b;
      if (x + 2 < side) out[row + x + 2] = c;
      if (x + 3 < side) out[row + x + 3] = d;
    }
  }
  return out;
}

function transposed(image: Float32Array, side: number): Float32Array {
  const out = new Float32Array(image.length);
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) out[x * side + y] = image[y * side + x];
  return out;
}
