/** Width (standard deviation) of the soft edge, in pixels. */
const EDGE_PX = 5;
/** Edge values below this are cut to 0. */
const EDGE_FLOOR = 0.001;
/** How far beyond the half-width the mask reaches: the edge falls to the floor there. */
export const EDGE_REACH_PX = EDGE_PX * Math.sqrt(-2 * Math.log(EDGE_FLOOR));

/** The soft mask at `distancePx` from the curve: 1 up to the half-width, then a Gaussian edge (algorithms.md 3.3). */
export function softMask(distancePx: number, halfWidthPx: number): number {
  if (distancePx <= halfWidthPx) return 1;
  const beyond = distancePx - halfWidthPx;
  const edge = Math.exp(-(beyond * beyond) / (2 * EDGE_PX * EDGE_PX));
  return edge < EDGE_FLOOR ? 0 : edge;
}

/** Cubic pieces of the edge, each this long. */
const PIECE_PX = 1 / 16;

/** The edge as cubic pieces of PIECE_PX from the half-width on, four coefficients each (value and slope agree at the ends). */
export function edgePieces(): Float64Array {
  const count = Math.ceil(EDGE_REACH_PX / PIECE_PX) + 1;
  const pieces = new Float64Array(4 * count);
  const value = (beyond: number) => Math.exp(-(beyond * beyond) / (2 * EDGE_PX * EDGE_PX));
  const slope = (beyond: number) => (-beyond / (EDGE_PX * EDGE_PX)) * value(beyond) * PIECE_PX;
  for (let i = 0; i < count; i++) {
    const [a, b] = [i * PIECE_PX, (i + 1) * PIECE_PX];
    const rise = value(b) - value(a);
    pieces.set([value(a), slope(a), 3 * rise - 2 * slope(a) - slope(b), slope(a) + slope(b) - 2 * rise], 4 * i);
  }
  return pieces;
}

/** The soft mask of one half-width as a function of the squared distance; equal to `softMask` within 1e-9, and fast. */
export function bindSoftEdge(halfWidthPx: number): (squaredDistance: number) => number {
  const inside2 = halfWidthPx * halfWidthPx;
  const reach2 = (halfWidthPx + EDGE_REACH_PX) ** 2;
  const perPiece = 1 / PIECE_PX;
  const pieces = edgePieces();
  return (squaredDistance) => {
    if (squaredDistance <= inside2) return 1;
    if (!(squaredDistance <= reach2)) return 0;
    const place = (Math.sqrt(squaredDistance) - halfWidthPx) * perPiece;
    const piece = place | 0;
    const r = place - piece;
    const at = piece << 2;
    return pieces[at] + r * (pieces[at | 1] + r * (pieces[at | 2] + r * pieces[at | 3]));
  };
}
