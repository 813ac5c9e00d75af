/** Width (standard deviation) of the soft edge, in pixels. */
export const EDGE_PX = 5;
/** Edge values below this are cut to 0. */
export const EDGE_FLOOR = 0.001;
/** How far beyond the half-width the mask reaches: the edge falls to the floor there. */
export const EDGE_REACH_PX = EDGE_PX * Math.sqrt(-2 * Math.log(EDGE_FLOOR));

/** The soft mask at `distancePx` from the curve: 1 up to the half-width, then a Gaussian edge (algorithms.md 3.3). */
export function softMask(distancePx: number, halfWidthPx: number): number {
  if (distancePx <= halfWidthPx) return 1;
  const beyond = distancePx - halfWidthPx;
  const edge = Math.exp(-(beyond * beyond) / (2 * EDGE_PX * EDGE_PX));
  return edge < EDGE_FLOOR ? 0 : edge;
}
