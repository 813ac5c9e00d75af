import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../src/base/json-object.ts';

/** One kind of bad input: what is wrong, how to make it in a fresh small project, and the command that meets it. */
export interface BadInput {
  what: string;
  /** Spoils the project in this folder. */
  spoil?: (project: string) => void;
  /** Arguments of the program; it runs in the project's folder. */
  run: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** 2 unless said otherwise. */
  code?: number;
}

/** A good batch for the small project: subtraction, then micrographs. */
export function goodSpec(): { scheduler: JsonObject; jobs: (JsonObject & { args: JsonObject })[] } {
  return {
    scheduler: { gpus: [0, 1] },
    jobs: [
      {
        job_id: 'pms',
        kind: 'bezierfit_particle_pms',
        output_root: 'runs/pms',
        args: {
          particle: 'J220/particles.cs',
          template: 'J220/templates.cs',
          control_points: 'control_points.json',
          points_step: 0.01,
          physical_membrane_dist: 8,
        },
      },
      {
        job_id: 'mms',
        kind: 'bezierfit_micrograph_mms',
        output_root: 'runs/mms',
        depends_on: ['pms'],
        args: { particle: 'J220/particles.star' },
      },
    ],
  };
}

/** A batch spec with one thing changed; checked by `validate`. */
export function badSpec(what: string, change: (spec: ReturnType<typeof goodSpec>) => unknown): BadInput {
  return {
    what,
    spoil: (project) => {
      const spec = goodSpec();
      const other = change(spec);
      writeFileSync(
        join(project, 'batch_spec.json'),
        JSON.stringify(other !== undefined && typeof other === 'object' ? other : spec),
      );
    },
    run: ['validate', 'batch_spec.json'],
  };
}

/** The same command that a batch would start. */
export const PMS = [
  'pms',
  '--particle=J220/particles.cs',
  '--template=J220/templates.cs',
  '--control_points=control_points.json',
  '--points_step=0.01',
  '--physical_membrane_dist=8',
  '--output_root=runs/pms',
];
export const ANALYZE = ['analyze', '--template=J220/templates.cs', '--output_root=runs/analysis'];
export const MMS = ['mms', '--particle=J220/particles.star', '--output_root=runs/mms'];

export function changeText(path: string, from: string | RegExp, to: string): void {
  const text = readFileSync(path, 'latin1');
  if (text.search(from) < 0) throw new Error(`${path} has no ${String(from)}`);
  writeFileSync(path, text.replace(from, to), 'latin1');
}

export function changeBytes(path: string, change: (bytes: Buffer) => Buffer | void): void {
  const bytes = readFileSync(path);
  writeFileSync(path, change(bytes) ?? bytes);
}
