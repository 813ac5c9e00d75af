/** Width of each leaflet in the objective's profile, px. (algorithms 5.4) */
const LEAFLET_SIGMA_PX = 3;

/**
 * The objective's profile across the bilayer at the integer distances 0..2D: two Gaussians at -D/2 and +D/2, divided by
 * the largest value on the grid; linear between, 0 beyond 2D. (algorithms 5.4)
 */
export function bilayerProfile(halfWidthPx: number): Float64Array {
  const leaflet = (r: number): number => Math.exp(-(r * r) / (2 * LEAFLET_SIGMA_PX ** 2));
  const profile = Float64Array.from(
    { length: 2 * halfWidthPx + 1 },
    (_, r) => leaflet(r - halfWidthPx / 2) + leaflet(r + halfWidthPx / 2),
  );
  const max = Math.max(...profile);
  return profile.map((value) => value / max);
}
