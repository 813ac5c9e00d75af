import type { BatchPlan, PlannedJob } from '../../src/spec/types.ts';

export interface PlanJob {
  id: string;
  gpus?: number;
  after?: string[];
  enabled?: boolean;
}

/** A plan made by hand, for the pure parts of the scheduler. */
export function planOf(jobs: readonly PlanJob[], scheduler: Partial<BatchPlan['scheduler']> = {}): BatchPlan {
  const gpus = scheduler.gpus ?? [0, 1];
  return {
    scheduler: {
      gpus,
      policy: 'fill_first',
      max_running_jobs: gpus.length,
      fail_fast: true,
      avoid_busy_gpus: false,
      runner: 'native',
      python: null,
      ...scheduler,
    },
    jobs: jobs.map(({ id, gpus: wanted = 1, after = [], enabled = true }): PlannedJob => ({
      job_id: id,
      kind: 'bezierfit_particle_pms',
      enabled,
      output_root: `/runs/${id}`,
      resources: { gpus: wanted, procs: null },
      depends_on: after,
      retries: 0,
      args: {},
      procs: 1,
      argv: ['true'],
    })),
    notes: [],
  };
}
