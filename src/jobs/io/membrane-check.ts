/** Within this many boxes the sums are right, if of little use; a million would take for ever. */
const MOST_BOXES = 2;

/**
 * What is wrong with a membrane of this thickness at this pixel size, or null: it must be at least one pixel thick, and
 * not far thicker than the whole image, or a size is not in Å. (algorithms 3.2)
 * @param pixelSizeA of the particles
 */
export function membraneFault(physicalMembraneDistA: number, pixelSizeA: number, boxPx: number): string | null {
  const thickPx = Math.trunc(physicalMembraneDistA / pixelSizeA);
  if (thickPx < 1) {
    return `${pixelSizeA} Å is larger than physical_membrane_dist (${physicalMembraneDistA} Å): the membrane must be at least 1 pixel thick`;
  }
  if (thickPx < MOST_BOXES * boxPx) return null;
  return `at ${pixelSizeA} Å a physical_membrane_dist of ${physicalMembraneDistA} Å is ${thickPx} px, the box only ${boxPx} px: check both values`;
}
