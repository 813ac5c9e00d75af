import type { DemoVerdict } from './measure.ts';

/** What the demo has to reach, or it ends with an error. */
const LIMITS = {
  /** Of the true membrane's power inside its mask, that may be left in the particles, averages and micrographs. */
  membraneLeft: 0.15,
  /** Correlation of particles and micrographs with the true protein signal, after over before. */
  proteinCorrelationRatio: 0.9,
} as const;

/** One sentence for each limit that was missed. */
export function missedLimits({ particles, averages, micrographs }: DemoVerdict): string[] {
  const results = [
    ...particles.map(({ jobId, all }) => ({ name: jobId, ...all })),
    { name: 'micrographs', ...micrographs },
  ];
  return [...results, { name: 'class averages', ...averages }].flatMap((result) => [
    ...leftTooMuch(result.name, result.membraneLeft),
    ...('proteinCorrelationBefore' in result ? lostProtein(result) : []),
  ]);
}

function leftTooMuch(name: string, membraneLeft: number): string[] {
  if (membraneLeft <= LIMITS.membraneLeft) return []; // NaN is no pass
  return [
    `${name}: ${percent(membraneLeft)} of the membrane's power is left, at most ${percent(LIMITS.membraneLeft)} is allowed`,
  ];
}

function lostProtein(result: {
  name: string;
  proteinCorrelationBefore: number;
  proteinCorrelationAfter: number;
}): string[] {
  const ratio = result.proteinCorrelationAfter / result.proteinCorrelationBefore;
  if (ratio >= LIMITS.proteinCorrelationRatio) return [];
  return [
    `${result.name}: the correlation with the true protein is ${percent(ratio)} of what it was before, ` +
      `at least ${percent(LIMITS.proteinCorrelationRatio)} is expected`,
  ];
}

/** A share of 1 as text. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
