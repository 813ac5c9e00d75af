import { join } from 'node:path';
import { distanceToRing } from './bilayer.ts';
import { statisticsOf } from './boxes.ts';
import { OUTPUT_PATHS, PROJECT_PATHS, type DemoFolder } from './layout.ts';
import { readImage } from './measure-particles.ts';
import { SignalSums } from './signal-sums.ts';
import type { Truth, TrueParticle } from './truth.ts';

/** What putting the particles back did to the micrographs, in the pixels under boxes; shares of 1. */
export interface MicrographVerdict {
  micrographs: number;
  /** Square of the amplitude of the true membrane that is left inside the particles' membrane masks (least squares). */
  membraneLeft: number;
  proteinCorrelationBefore: number;
  proteinCorrelationAfter: number;
}

/** Pixels of a micrograph: under no box, under a box, and under one within the membrane mask of its particle. */
const OUTSIDE = 0;
const COVERED = 1;
const MEMBRANE = 2;

/** Judges the micrographs that a job put back against the truth. */
export function measureMicrographs(
  folder: DemoFolder,
  truth: Truth,
  jobId: string,
  halfWidthPx: number,
): MicrographVerdict {
  const inMask = { before: new SignalSums(), after: new SignalSums() };
  const covered = { before: new SignalSums(), after: new SignalSums() };
  let micrographs = 0;
  for (const [index, { name }] of truth.micrographs.entries()) {
    const particles = truth.particles.filter(({ micrograph }) => micrograph === index);
    if (particles.length === 0) continue;
    micrographs++;
    const raw = readImage(join(folder.project, PROJECT_PATHS.micrograph(name)));
    const restored = readImage(join(folder.run(jobId), OUTPUT_PATHS.micrograph(name)));
    const membrane = readImage(folder.truthImage('membrane', name));
    const protein = readImage(folder.truthImage('protein', name));
    const { mean, deviation } = statisticsOf(raw);
    zonesOf(truth, index, particles, halfWidthPx).forEach((zone, i) => {
      if (zone === OUTSIDE) return;
      for (const sums of zone === MEMBRANE ? [covered, inMask] : [covered]) {
        sums.before.add(membrane[i] / deviation, protein[i] / deviation, (raw[i] - mean) / deviation);
        sums.after.add(membrane[i] / deviation, protein[i] / deviation, (restored[i] - mean) / deviation);
      }
    });
  }
  return {
    micrographs,
    membraneLeft: (inMask.after.shares().membrane / inMask.before.shares().membrane) ** 2,
    proteinCorrelationBefore: covered.before.proteinCorrelation(),
    proteinCorrelationAfter: covered.after.proteinCorrelation(),
  };
}

function zonesOf(truth: Truth, index: number, particles: readonly TrueParticle[], halfWidthPx: number): Uint8Array {
  const { widthPx, heightPx, boxPx } = truth.settings;
  const zones = new Uint8Array(widthPx * heightPx);
  for (const { coordinateX, coordinateY, ringIndex } of particles) {
    const ring = truth.micrographs[index].rings[ringIndex];
    const top = coordinateY - (boxPx >> 1);
    const left = coordinateX - (boxPx >> 1);
    for (let y = top; y < top + boxPx; y++) {
      for (let x = left; x < left + boxPx; x++) {
        const onMembrane = Math.abs(distanceToRing(ring, x, y, halfWidthPx)) <= halfWidthPx;
        const i = y * widthPx + x;
        zones[i] = Math.max(zones[i], onMembrane ? MEMBRANE : COVERED);
      }
    }
  }
  return zones;
}
