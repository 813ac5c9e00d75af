import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runMeasured, type ProcessFigures } from './measured-process.ts';

export interface JobFigures extends ProcessFigures {
  /** From the first item's start (before its first read) to the last one's end (after its rename), by the event log. */
  insideS: number;
  /** From the spawn to the end of the first item. */
  firstItemS: number;
}

/** Runs `pms` on the project in a folder (noise-project.ts, mms-project.ts) as a person does, start-up included. */
export function runPms(folder: string, procs: number, ...extra: string[]): JobFigures {
  return withEvents(join(folder, 'out', 'bezfit_pms_run_data.log'), () =>
    runMeasured([...pmsArgv(folder, procs), ...extra]),
  );
}

/** `pms` again, all of whose outputs are up to date. */
export function resumePms(folder: string, procs: number): ProcessFigures {
  return runMeasured(pmsArgv(folder, procs));
}

function pmsArgv(folder: string, procs: number): string[] {
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
  return withEvents(join(folder, 'mms', 'mms_run_data.log'), () =>
    runMeasured(['mms', '--particle', particle, ...roots, '--procs', String(procs), ...extra]),
  );
}

function withEvents(eventLog: string, run: () => ProcessFigures): JobFigures {
  rmSync(eventLog, { force: true });
  const spawnedMs = Date.now();
  const figures = run();
  const events = readFileSync(eventLog, 'utf8').split('\n');
  const times = (event: string) =>
    events.filter((line) => line.split(' ')[2] === event).map((line) => Date.parse(line.split(' ')[0] ?? ''));
  const ends = times('SUCCESS');
  const insideS = (Math.max(...ends) - Math.min(...times('START'))) / 1000;
  return { ...figures, insideS, firstItemS: (Math.min(...ends) - spawnedMs) / 1000 };
}
