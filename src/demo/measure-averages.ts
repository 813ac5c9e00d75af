import { ClassAverage } from './averages.ts';
import type { JudgedParticle } from './measure-particles.ts';
import { CLASSES } from './settings.ts';
import type { Truth } from './truth.ts';

/** Averages of one class, CTF-corrected, templateBox x templateBox pixels. */
export interface ClassAverages {
  classId: number;
  before: Float32Array;
  after: Float32Array;
}

/** Averages the particles of every class before and after, as a 2-D classification would see them. */
export class AverageJudge {
  private readonly truth: Truth;
  private readonly sums: { classId: number; before: ClassAverage; after: ClassAverage; membrane: ClassAverage }[];
  constructor(truth: Truth) {
    this.truth = truth;
    const { boxPx, templateBoxPx } = truth.settings;
    const empty = () => new ClassAverage(boxPx, templateBoxPx);
    const classes = CLASSES.filter(({ id }) => truth.particles.some(({ classId }) => classId === id));
    this.sums = classes.map(({ id }) => ({ classId: id, before: empty(), after: empty(), membrane: empty() }));
  }

  add({ particle, raw, subtracted, membrane }: JudgedParticle): void {
    const { defocusA } = this.truth.micrographs[particle.micrograph];
    const sums = this.sums.find(({ classId }) => classId === particle.classId);
    sums?.before.add(raw, particle.found, defocusA);
    sums?.after.add(subtracted, particle.found, defocusA);
    sums?.membrane.add(membrane, particle.found, defocusA);
  }

  /**
   * The averages, and how much of the membrane's power is left in them: the square of <after, m> / <before, m>, m the
   * average of the true membrane images; all classes together.
   */
  finish(): { averages: ClassAverages[]; membraneLeft: number } {
    const { pixelSizeA } = this.truth.settings;
    let before = 0;
    let after = 0;
    const averages = this.sums.map((sums) => {
      const membrane = sums.membrane.finish(pixelSizeA);
      const result = {
        classId: sums.classId,
        before: sums.before.finish(pixelSizeA),
        after: sums.after.finish(pixelSizeA),
      };
      before += product(result.before, membrane);
      after += product(result.after, membrane);
      return result;
    });
    return { averages, membraneLeft: (after / before) ** 2 };
  }
}

function product(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, i) => sum + value * other[i], 0);
}
