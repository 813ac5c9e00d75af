import type { ParticleView } from '../../server/api.ts';

/**
 * How much of the membrane's signal is left: standard deviation of the subtracted profile within the membrane over the
 * raw one's. Null when raw has no signal there.
 */
export function signalLeft({ profile, halfWidthPx, pixelSizeA }: ParticleView): number | null {
  const inside = profile.distanceA.map((distance) => Math.abs(distance) <= halfWidthPx * pixelSizeA);
  const raw = deviation(profile.raw.filter((_, i) => inside[i]));
  return raw > 0 ? deviation(profile.subtracted.filter((_, i) => inside[i])) / raw : null;
}

function deviation(values: readonly (number | null)[]): number {
  const finite = values.filter((value): value is number => value !== null && Number.isFinite(value));
  const mean = finite.reduce((sum, value) => sum + value, 0) / Math.max(1, finite.length);
  return Math.sqrt(finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, finite.length));
}
