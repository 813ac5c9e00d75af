/** A smaller mask than this share of the box is not believed. */
const SMALLEST_MASK = 0.3;
/** The mask's edge is at most this wide, as a share of the box. */
const EDGE_WIDTH = 0.06;

/**
 * Radius (px, about the box centre) of the circle that shows signal: half the box, or less when the class average is
 * masked, that is flat outside a circle whose inside is not.
 */
export function signalRadiusPx(image: Float32Array, box: number): number {
  const width = Math.max(1, box / 64);
  const busy = busyShares(image, box, width);
  const edge = busy.findLastIndex((share) => share > 0.5) + 1;
  const flatFrom = busy.findLastIndex((share) => share > 0.05) + 1;
  const inside = busy.slice(0, edge).filter((share) => share > 0.5).length;
  const radius = edge * width;
  const masked = radius >= SMALLEST_MASK * box && inside > 0.9 * edge && (flatFrom - edge) * width < EDGE_WIDTH * box;
  return masked ? Math.min(radius, box / 2) : box / 2;
}

/** For each ring of `width` px out to half the box: the share of pixels that differ from the corners' level. */
function busyShares(image: Float32Array, box: number, width: number): number[] {
  const centre = (box - 1) / 2;
  const level = (image[0] + image[box - 1] + image[box * (box - 1)] + image[box * box - 1]) / 4;
  const deviation = Math.sqrt(image.reduce((sum, value) => sum + (value - level) ** 2, 0) / image.length);
  const rings = Math.floor(box / 2 / width);
  const total = new Float64Array(rings);
  const busy = new Float64Array(rings);
  for (let i = 0; i < image.length; i++) {
    const x = (i % box) - centre;
    const y = Math.floor(i / box) - centre;
    const ring = Math.floor(Math.sqrt(x * x + y * y) / width);
    if (ring >= rings) continue;
    total[ring]++;
    if (Math.abs(image[i] - level) > 0.05 * deviation) busy[ring]++;
  }
  return Array.from(total, (count, ring) => (count > 0 ? busy[ring] / count : 1));
}
