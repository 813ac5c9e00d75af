import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SavedJob, SavedState } from '../../src/batch/saved-state.ts';
import { noiseProject, type JobProject } from './job-project.ts';
import type { NoiseProjectSize } from './noise-project.ts';
import { runProgram, startProgram, type Finished } from './program.ts';
import type { ChildProcess } from 'node:child_process';

export interface NativeJob {
  id: string;
  /** Keys of the job besides those of every job here. */
  job?: object;
  args?: object;
}

/** A run root with a spec of our own PMS jobs on the CPU, over one project of noise. */
export class NativeBatch {
  readonly project: JobProject;
  readonly root: string;
  readonly specPath: string;
  readonly statePath: string;

  constructor(size: NoiseProjectSize, jobs: readonly NativeJob[] = [{ id: 'pms' }], scheduler: object = {}) {
    this.project = noiseProject(size);
    this.root = this.project.folder;
    this.specPath = join(this.root, 'spec.json');
    this.statePath = join(this.root, 'scheduler_state.json');
    this.writeSpec(jobs, scheduler);
  }

  writeSpec(jobs: readonly NativeJob[], scheduler: object = {}): void {
    const { particles: particle, templates: template, controlPoints: control_points } = this.project;
    const inputs = { particle, template, control_points, points_step: 0.005, physical_membrane_dist: 35 };
    const spec = {
      scheduler: { gpus: [0], max_running_jobs: 2, fail_fast: false, ...scheduler },
      jobs: jobs.map(({ id, job = {}, args = {} }) => ({
        job_id: id,
        kind: 'bezierfit_particle_pms',
        output_root: this.folderOf(id),
        resources: { gpus: 0, procs: 1 },
        args: { ...inputs, ...args },
        ...job,
      })),
    };
    writeFileSync(this.specPath, JSON.stringify(spec));
  }

  folderOf(id: string): string {
    return join(this.root, 'jobs', id);
  }

  output(id: string, stack: number): string {
    return join(this.folderOf(id), `subtracted/stack_${String(stack).padStart(4, '0')}_subtracted.mrc`);
  }

  start(env: NodeJS.ProcessEnv = {}): ChildProcess {
    return startProgram(['batch', '--spec', this.specPath], { env: { CUDA_VISIBLE_DEVICES: undefined, ...env } });
  }

  run(env: NodeJS.ProcessEnv = {}): Promise<Finished> {
    return runProgram(['batch', '--spec', this.specPath], { env: { CUDA_VISIBLE_DEVICES: undefined, ...env } });
  }

  state(): SavedState {
    return JSON.parse(readFileSync(this.statePath, 'utf8')) as SavedState;
  }

  job(id: string): SavedJob {
    const found = this.state().jobs.find(({ job_id }) => job_id === id);
    if (!found) throw new Error(`no job ${id} in the state`);
    return found;
  }

  result(id: string): Record<string, unknown> {
    return JSON.parse(readFileSync(join(this.folderOf(id), 'job_result.json'), 'utf8')) as Record<string, unknown>;
  }

  log(): string {
    return readFileSync(join(this.root, 'bezierfit_batch.run.out'), 'utf8');
  }
}
