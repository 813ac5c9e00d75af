import { join } from 'node:path';
import { ANALYSIS_JOB, MEMBRANE_DIST_A, MICROGRAPH_JOB, POINTS_STEPS, particleJob } from './batch-spec.ts';
import type { DemoFolder } from './layout.ts';
import { AverageJudge } from './measure-averages.ts';
import { measureMicrographs, type MicrographVerdict } from './measure-micrographs.ts';
import { ParticleJudge, judgedParticles, type JudgedParticle, type ParticleVerdict } from './measure-particles.ts';
import { drawClasses, drawMicrograph, drawParticles } from './pictures.ts';
import type { Truth } from './truth.ts';

/** What the demo found; the figures are explained where they are measured. */
export interface DemoVerdict {
  particles: { jobId: string; all: ParticleVerdict; classes: { classId: number; verdict: ParticleVerdict }[] }[];
  averages: { membraneLeft: number };
  micrographs: MicrographVerdict;
}

/** Compares every result of the demo's batch with the truth and draws the pictures. */
export function measureDemo(folder: DemoFolder, truth: Truth): DemoVerdict {
  const halfWidthPx = Math.trunc(MEMBRANE_DIST_A / truth.settings.pixelSizeA);
  const averages = new AverageJudge(truth);
  const examples = new Map<number, JudgedParticle>();
  const particles = POINTS_STEPS.map((step, index) => {
    const all = new ParticleJudge();
    const classes = new Map<number, ParticleJudge>();
    for (const judged of judgedParticles(folder, truth, particleJob(step), halfWidthPx)) {
      const { classId } = judged.particle;
      if (!classes.has(classId)) classes.set(classId, new ParticleJudge());
      for (const judge of [all, classes.get(classId)]) judge?.add(judged);
      if (index > 0) continue;
      averages.add(judged);
      if (!examples.has(classId)) examples.set(classId, judged);
    }
    const byId = [...classes].sort(([one], [other]) => one - other);
    return {
      jobId: particleJob(step),
      all: all.verdict(),
      classes: byId.map(([classId, judge]) => ({ classId, verdict: judge.verdict() })),
    };
  });
  const { averages: images, membraneLeft } = averages.finish();
  const inOrder = [...examples.values()].sort((one, other) => one.particle.classId - other.particle.classId);
  drawParticles(folder, truth, inOrder);
  drawClasses(folder, truth, images, join(folder.run(ANALYSIS_JOB), 'control_points.json'));
  drawMicrograph(folder, truth, MICROGRAPH_JOB, 0);
  const micrographs = measureMicrographs(folder, truth, MICROGRAPH_JOB, halfWidthPx);
  return { particles, averages: { membraneLeft }, micrographs };
}
