/** Widens intervals against rounding, px: a pixel on a border belongs to both sides. */
const SLACK_PX = 1e-7;
/** A bisector this nearly along the lines does not bound them: the wedge is then a little larger than needed. */
const PARALLEL = 1e-6;
/** Rows are scanned even where columns are up to this much shorter: a curve that changes between them costs more. */
const ROWS_FIRST = 1.2;

/**
 * Squared distance from each pixel of a box to the nearest sample of a curve, within `reach`.
 *
 * A pixel's nearest sample is nearer than that sample's two neighbours on the curve, so the pixel lies between the two
 * bisectors. It is enough to look, for each sample, at the pixels between its bisectors and within reach.
 */
export class DistanceBand {
  readonly box: number;
  readonly reach: number;
  /** Infinity where no sample is within reach. Whoever reads the touched pixels sets them back to Infinity. */
  readonly nearest: Float64Array;
  /** Every touched pixel is on a touched stretch of a row or of a column. */
  readonly rows: Lines;
  readonly columns: Lines;

  constructor(box: number, reach: number) {
    const pitch = pitchOf(box);
    this.box = box;
    this.reach = reach;
    this.nearest = new Float64Array(box * pitch).fill(Infinity);
    this.rows = untouched(box, 1, pitch);
    this.columns = untouched(box, pitch, 1);
  }

  /** Lowers `nearest` to the distance to sample i wherever that sample can be the nearest. */
  spread(x: Float64Array, y: Float64Array, count: number, i: number): void {
    const last = count - 1;
    // Relative to the sample, inside is a.p >= -|a|^2 / 2 (this side of the bisector with the previous sample) and
    // b.p <= |b|^2 / 2.
    const ax = i > 0 ? x[i] - x[i - 1] : 0;
    const ay = i > 0 ? y[i] - y[i - 1] : 0;
    const bx = i < last ? x[i + 1] - x[i] : 0;
    const by = i < last ? y[i + 1] - y[i] : 0;
    // Long runs are fast: along rows where the membrane is rather upright, else along columns.
    if (ROWS_FIRST * Math.abs(ay + by) >= Math.abs(ax + bx)) this.scan(x[i], y[i], ax, ay, bx, by, this.rows);
    else this.scan(y[i], x[i], ay, ax, by, bx, this.columns);
  }

  /** Visits the wedge between two bisectors line by line: u runs along a line, v from line to line. */
  private scan(su: number, sv: number, au: number, av: number, bu: number, bv: number, lines: Lines): void {
    const { nearest, reach } = this;
    const { from, to, along, across } = lines;
    const end = this.box - 1;
    const ac = -(au * au + av * av) / 2;
    const bc = (bu * bu + bv * bv) / 2;
    const [low, high] = lineRange(au, av, ac, bu, bv, bc, reach);
    const lineTo = Math.min(end, Math.floor(sv + high + SLACK_PX));
    const reach2 = reach * reach;
    const aFoot = ac / au;
    const aSlope = av / au;
    const bFoot = bc / bu;
    const bSlope = bv / bu;
    for (let v = Math.max(0, Math.ceil(sv + low - SLACK_PX)); v <= lineTo; v++) {
      const dv = v - sv;
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
      left += su - SLACK_PX;
      right += su + SLACK_PX;
      const uFrom = left > 0 ? Math.ceil(left) | 0 : 0;
      const uTo = right < end ? Math.floor(right) | 0 : end;
      if (uFrom > uTo) continue;
      // Whole groups of four count as touched: so WebAssembly takes them, and the sums must have the same order.
      const touched = Math.min(uFrom + ((uTo - uFrom) | 3), end);
      if (uFrom < from[v]) from[v] = uFrom;
      if (touched > to[v]) to[v] = touched;
      let k = v * across + uFrom * along;
      for (let u = uFrom; u <= uTo; u++) {
        const du = u - su;
        const distance2 = du * du + dv2;
        if (distance2 < nearest[k]) nearest[k] = distance2;
        k += along;
      }
    }
  }
}

/** The image's rows, or its columns. */
export interface Lines {
  /** First and last touched place of each line. */
  from: Int32Array;
  to: Int32Array;
  /** Distance in memory of neighbours on a line, and of lines. */
  along: number;
  across: number;
}

function untouched(box: number, along: number, across: number): Lines {
  return { from: new Int32Array(box).fill(box), to: new Int32Array(box).fill(-1), along, across };
}

/** Length in memory of a row: never near a power of two, else the pixels of a column share few cache lines. */
export function pitchOf(box: number): number {
  return 64 * Math.ceil(box / 64) + 8;
}

/**
 * Lowest and highest v, relative to the sample, of the wedge a.p >= ac, b.p <= bc within the disc of `reach`: reached
 * where a bisector meets the circle, or at the circle's bottom or top when that lies in the wedge.
 */
function lineRange(
  au: number,
  av: number,
  ac: number,
  bu: number,
  bv: number,
  bc: number,
  reach: number,
): [number, number] {
  let low = Infinity;
  let high = -Infinity;
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
  return [low, high];
}
