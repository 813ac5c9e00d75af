import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isoUtc } from '../../src/base/clock.ts';
import { ownIdentity } from '../../src/base/process-identity.ts';
import type { SavedJob, SavedState } from '../../src/batch/saved-state.ts';

const STARTED = '2026-01-01T10:00:00.000000+00:00';

/** A state file as a live scheduler (this very process) leaves it, to be changed by hand. */
export class HandMadeState {
  readonly path: string;
  readonly state: SavedState;

  constructor(runRoot: string, jobs: readonly Partial<SavedJob>[]) {
    this.path = join(runRoot, 'scheduler_state.json');
    this.state = {
      schema_version: 1,
      started_utc: STARTED,
      finished_utc: null,
      updated_utc: STARTED,
      owner: ownIdentity(),
      scheduler: { gpus: [0, 1], policy: 'fill_first', max_running_jobs: null, fail_fast: false },
      free_gpus: [],
      jobs: jobs.map((job, index) => ({ ...runningJob(runRoot, index), ...job })),
    };
    this.save();
  }

  /** Replaces the file, as the scheduler does. */
  save(): void {
    this.state.updated_utc = isoUtc();
    writeFileSync(`${this.path}.new`, JSON.stringify(this.state, null, 2));
    renameSync(`${this.path}.new`, this.path);
  }
}

function runningJob(runRoot: string, index: number): SavedJob {
  const job_id = `job_${String(index).padStart(4, '0')}`;
  return {
    job_id,
    kind: 'bezierfit_particle_pms',
    enabled: true,
    output_root: join(runRoot, job_id),
    resources: { gpus: 1, procs: null },
    depends_on: [],
    status: 'running',
    assigned_gpus: [index % 2],
    pid: null,
    returncode: null,
    started_utc: STARTED,
    finished_utc: null,
    reason: null,
    progress: { done: 10, total: 1000, unit: 'particles', rate: 5, eta_s: 198 },
  };
}
