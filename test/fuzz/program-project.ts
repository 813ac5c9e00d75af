import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeMrc } from '../../src/formats/mrc/write.ts';
import { writeNoiseProject } from '../helpers/noise-project.ts';

const BOX = 32;
const SIZE = { stacks: 2, images: 3, box: BOX };
const MICROGRAPH = { columns: 120, rows: 100 };

/** A run root with inputs of both subtractions and a spec of two jobs; returns the inputs' paths, relative. */
export function writeProgramProject(root: string): string[] {
  writeNoiseProject(root, SIZE);
  mkdirSync(join(root, 'project/J2'));
  const pixels = Float32Array.from({ length: MICROGRAPH.columns * MICROGRAPH.rows }, (_, i) => (i * 37) % 101);
  const shape = { ...MICROGRAPH, sections: 1, pixelSizeA: 10.68, stack: false };
  writeMrc(join(root, 'project/J2/mic.mrc'), shape, () => pixels);
  const labels = ['_rlnImageName', '_rlnMicrographName', '_rlnCoordinateX', '_rlnCoordinateY'];
  const rows = [0, 1].flatMap((stack) =>
    [1, 2, 3].map((n) => `00000${n}@J220/extract/stack_000${stack}.mrc J2/mic.mrc ${20 * n} ${20 + 50 * stack}`),
  );
  const star = ['data_particles', '', 'loop_', ...labels.map((label, i) => `${label} #${i + 1}`), ...rows, ''];
  writeFileSync(join(root, 'project/J220/particles.star'), star.join('\n'));
  writeFileSync(join(root, 'spec.json'), JSON.stringify(specOf(), null, 1));
  return [
    'project/J220/particles_selected.cs',
    'project/J220/templates_selected.cs',
    'project/J220/extract/stack_0000.mrc',
    'project/J220/particles.star',
    'project/J2/mic.mrc',
    'control_points.json',
    'spec.json',
  ];
}

function specOf(): object {
  const job = (job_id: string, kind: string, args: object, depends_on: string[] = []) => ({
    job_id,
    kind,
    output_root: `jobs/${job_id}`,
    resources: { gpus: 0, procs: 1 },
    depends_on,
    args,
  });
  const pms = {
    particle: 'project/J220/particles_selected.cs',
    template: 'project/J220/templates_selected.cs',
    control_points: 'control_points.json',
    points_step: 0.02,
    physical_membrane_dist: 35,
    device: 'cpu',
  };
  const mms = { particle: 'project/J220/particles.star', device: 'cpu' };
  return {
    scheduler: { gpus: [0], max_running_jobs: 1, fail_fast: false },
    jobs: [job('pms', 'bezierfit_particle_pms', pms), job('mms', 'bezierfit_micrograph_mms', mms, ['pms'])],
  };
}
