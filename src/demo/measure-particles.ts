import { join } from 'node:path';
import { openMrc } from '../formats/mrc/read.ts';
import { distanceToRing } from './bilayer.ts';
import { cutBox } from './boxes.ts';
import { OUTPUT_PATHS, PROJECT_PATHS, type DemoFolder } from './layout.ts';
import { SignalSums } from './signal-sums.ts';
import type { Truth, TrueParticle } from './truth.ts';

/** One particle before and after, and the noise-free signals in it; box x box pixels, all in the particle's grey values. */
export interface JudgedParticle {
  particle: TrueParticle;
  raw: Float32Array;
  subtracted: Float32Array;
  membrane: Float32Array;
  protein: Float32Array;
  /** 1 where the pixel is at most the membrane's half-width away from this particle's true midline. */
  mask: Uint8Array;
}

/** Reads all particles of the demo, micrograph after micrograph, next to their truth. */
export function* judgedParticles(
  folder: DemoFolder,
  truth: Truth,
  jobId: string,
  halfWidthPx: number,
): Generator<JudgedParticle> {
  const { boxPx, widthPx } = truth.settings;
  for (const [index, { name, rings }] of truth.micrographs.entries()) {
    const particles = truth.particles.filter(({ micrograph }) => micrograph === index);
    if (particles.length === 0) continue;
    const rawStack = openMrc(join(folder.project, PROJECT_PATHS.stack(name)));
    const subtractedStack = openMrc(join(folder.run(jobId), OUTPUT_PATHS.stack(name)));
    const membranes = readImage(folder.truthImage('membrane', name));
    const proteins = readImage(folder.truthImage('protein', name));
    for (const particle of particles) {
      const signal = (image: Float32Array) =>
        cutBox(image, widthPx, particle.coordinateX, particle.coordinateY, boxPx).map(
          (grey) => -grey / particle.deviation,
        );
      yield {
        particle,
        raw: rawStack.readSection(particle.section),
        subtracted: subtractedStack.readSection(particle.section),
        membrane: signal(membranes),
        protein: signal(proteins),
        mask: membraneMask(rings[particle.ringIndex], particle, boxPx, halfWidthPx),
      };
    }
    rawStack.close();
    subtractedStack.close();
  }
}

/** The only image of a file. */
export function readImage(path: string): Float32Array {
  const reader = openMrc(path);
  try {
    return reader.readSection(0);
  } finally {
    reader.close();
  }
}

function membraneMask(
  ring: Parameters<typeof distanceToRing>[0],
  { coordinateX, coordinateY }: TrueParticle,
  boxPx: number,
  halfWidthPx: number,
): Uint8Array {
  const half = boxPx >> 1;
  return Uint8Array.from({ length: boxPx * boxPx }, (_, i) => {
    const x = coordinateX - half + (i % boxPx);
    const y = coordinateY - half + Math.floor(i / boxPx);
    return Math.abs(distanceToRing(ring, x, y, halfWidthPx)) <= halfWidthPx ? 1 : 0;
  });
}

/** What a subtraction did, over all particles; shares of 1. */
export interface ParticleVerdict {
  particles: number;
  /**
   * Power of the true membrane that is left inside its mask: a particle's change raw - subtracted holds the share a of
   * the true membrane image (projection onto it), so (1 - a)^2 of its power is left; mean, weighted by that power.
   */
  membraneLeft: number;
  /**
   * Stricter: |membrane - change|^2 / |membrane|^2 inside the mask. It also counts noise and protein that the model took
   * along and every misplaced line, and cannot be 0 on noisy images.
   */
  membraneError: number;
  /** Correlation of the particles with the true protein signal, over whole boxes. */
  proteinCorrelationBefore: number;
  proteinCorrelationAfter: number;
  /** Amplitude of the true protein signal after over before (least squares together with the membrane). */
  proteinKept: number;
}

/** Adds up particles, one class or all. */
export class ParticleJudge {
  private count = 0;
  private power = 0;
  private leftPower = 0;
  private errorPower = 0;
  private readonly before = new SignalSums();
  private readonly after = new SignalSums();

  add({ raw, subtracted, membrane, protein, mask }: JudgedParticle): void {
    let power = 0;
    let projection = 0;
    for (let i = 0; i < raw.length; i++) {
      this.before.add(membrane[i], protein[i], raw[i]);
      this.after.add(membrane[i], protein[i], subtracted[i]);
      if (mask[i] === 0) continue;
      const change = raw[i] - subtracted[i];
      power += membrane[i] * membrane[i];
      projection += change * membrane[i];
      this.errorPower += (membrane[i] - change) ** 2;
    }
    this.count++;
    this.power += power;
    this.leftPower += (1 - projection / power) ** 2 * power;
  }

  verdict(): ParticleVerdict {
    return {
      particles: this.count,
      membraneLeft: this.leftPower / this.power,
      membraneError: this.errorPower / this.power,
      proteinCorrelationBefore: this.before.proteinCorrelation(),
      proteinCorrelationAfter: this.after.proteinCorrelation(),
      proteinKept: this.after.shares().protein / this.before.shares().protein,
    };
  }
}
