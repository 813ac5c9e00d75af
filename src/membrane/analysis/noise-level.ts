import { DIRECTIONS, type BilayerResponse } from './response.ts';

/** Places looked at, in half-widths D apart. */
const SPACING = 1 / 3;
/** Following noise along its clearest streaks earns so many times what the clearest direction gives at a usual place. */
const STREAK = 1.5;

/** The response that a line through nothing but noise may have: only what exceeds it speaks for a membrane. */
export function noiseLevel(
  response: BilayerResponse,
  { halfWidthPx, signalRadiusPx }: { halfWidthPx: number; signalRadiusPx: number },
): number {
  const centre = (response.box - 1) / 2;
  const radius = signalRadiusPx - halfWidthPx / 2;
  const clearest: number[] = [];
  for (let v = -radius; v <= radius; v += SPACING * halfWidthPx) {
    for (let u = -radius; u <= radius; u += SPACING * halfWidthPx) {
      if (u * u + v * v > radius * radius) continue;
      let most = 0;
      for (let k = 0; k < DIRECTIONS; k++) {
        const value = response.at(centre + u, centre + v, (k * Math.PI) / DIRECTIONS);
        if (value > most) most = value;
      }
      clearest.push(most);
    }
  }
  return STREAK * (clearest.sort((a, b) => a - b)[clearest.length >> 1] ?? 0);
}
