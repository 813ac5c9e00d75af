import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { traceDisk, type DiskStep } from '../test/helpers/disk-trace.ts';
import { PROGRAM, runMeasured, type ProcessFigures } from './measured-process.ts';
import { median } from './table.ts';

export interface JobFigures extends ProcessFigures {
  /** From the first read of pixels to the last rename, by the calls themselves. */
  insideS: number;
  /** From the spawn to the end of the first item. */
  firstItemS: number;
}

/** Runs `pms` on the project in a folder (noise-project.ts, mms-project.ts) as a person does, start-up included. */
export function runPms(folder: string, procs: number, ...extra: string[]): JobFigures {
  return watched(join(folder, 'out', 'bezfit_pms_run_data.log'), [...pmsArgv(folder, procs), ...extra]);
}

/** `pms` again, all of whose outputs are up to date. */
export function resumePms(folder: string, procs: number): ProcessFigures {
  return runMeasured(pmsArgv(folder, procs));
}

export const insideOf = (runs: readonly JobFigures[]): number => median(runs.map(({ insideS }) => insideS));

/** The folder of a project's stacks. */
export const extractOf = (folder: string): string => join(folder, 'project/J220/extract');

/** Arguments of `pms` for the project in a folder. */
export function pmsArgv(folder: string, procs: number): string[] {
  const job = join(folder, 'project/J220');
  const inputs = ['--particle', join(job, 'particles_selected.cs'), '--template', join(job, 'templates_selected.cs')];
  const settings = ['--points_step', '0.001', '--physical_membrane_dist', '35', '--procs', String(procs)];
  const curves = ['--control_points', join(folder, 'control_points.json')];
  return ['pms', ...inputs, ...curves, ...settings, '--output_root', join(folder, 'out')];
}

/** Runs `mms` on a project whose PMS ran. */
export function runMms(folder: string, procs: number, ...extra: string[]): JobFigures {
  const particle = join(folder, 'project/J220/particles_selected.star');
  const roots = ['--particle_output_root', join(folder, 'out'), '--output_root', join(folder, 'mms')];
  const argv = ['mms', '--particle', particle, ...roots, '--procs', String(procs), ...extra];
  return watched(join(folder, 'mms', 'mms_run_data.log'), argv);
}

function watched(eventLog: string, argv: string[]): JobFigures {
  rmSync(eventLog, { force: true });
  const traceFolder = mkdtempSync(join(tmpdir(), 'bezierfit-bench-'));
  try {
    const trace = traceDisk(traceFolder);
    const spawnedMs = Date.now();
    const figures = runMeasured(argv, PROGRAM, trace.env);
    const timesOf = (wanted: DiskStep['step'], edge: 'beginMs' | 'endMs') =>
      trace.steps().flatMap(({ step, [edge]: ms }) => (step === wanted ? [ms] : []));
    const insideS = (Math.max(...timesOf('rename', 'endMs')) - Math.min(...timesOf('first read', 'beginMs'))) / 1000;
    const firstEnd = /^(\S+) \S+ SUCCESS /m.exec(readFileSync(eventLog, 'utf8'))?.[1] ?? '';
    return { ...figures, insideS, firstItemS: (Date.parse(firstEnd) - spawnedMs) / 1000 };
  } finally {
    rmSync(traceFolder, { recursive: true });
  }
}
