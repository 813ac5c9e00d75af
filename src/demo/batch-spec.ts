import { join } from 'node:path';
import { PROJECT_PATHS, type DemoFolder } from './layout.ts';

/** The steps that the demo compares; micrographs are put together from the first. */
export const POINTS_STEPS = [0.001, 0.002, 0.005] as const;
export const ANALYSIS_JOB = 'analysis';
export const MICROGRAPH_JOB = 'mms';
export const MEMBRANE_DIST_A = 35;

/** Id of the subtraction with that step. */
export function particleJob(pointsStep: number): string {
  return `pms_step_${pointsStep}`;
}

/** The batch of the demo, on the CPU: curves from the class averages, subtraction at three steps, micrographs put back. */
export function demoSpec(folder: DemoFolder) {
  const particle = join('project', PROJECT_PATHS.particles);
  const template = join('project', PROJECT_PATHS.templates);
  const job = (job_id: string, kind: string, depends_on: string[], args: object) => ({
    job_id,
    kind,
    output_root: join('runs', job_id),
    resources: { gpus: 0 },
    depends_on,
    args,
  });
  return {
    spec_schema_version: 1,
    'x-note': `Made by bezierfit demo for ${folder.root}`,
    scheduler: { gpus: [0], policy: 'fill_first', max_running_jobs: 2, fail_fast: true },
    jobs: [
      job(ANALYSIS_JOB, 'bezierfit_mem_analyze', [], { template, particle, physical_membrane_dist: MEMBRANE_DIST_A }),
      ...POINTS_STEPS.map((points_step) =>
        job(particleJob(points_step), 'bezierfit_particle_pms', [ANALYSIS_JOB], {
          particle,
          template,
          points_step,
          physical_membrane_dist: MEMBRANE_DIST_A,
        }),
      ),
      job(MICROGRAPH_JOB, 'bezierfit_micrograph_mms', [particleJob(POINTS_STEPS[0])], {
        particle: join('project', PROJECT_PATHS.star),
      }),
    ],
  };
}
