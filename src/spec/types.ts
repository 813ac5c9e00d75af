import type { JobKind, ParamValue } from './params.ts';

export const POLICIES = ['fill_first', 'round_robin'] as const;
export type Policy = (typeof POLICIES)[number];
export const RUNNERS = ['native', 'memxterminator'] as const;
export type Runner = (typeof RUNNERS)[number];

/** A batch spec after parsing: names as in the JSON file, defaults filled in, nothing resolved yet. (contract 2) */
export interface BatchSpec {
  scheduler: SchedulerSettings;
  jobs: JobSpec[];
}

export interface SchedulerSettings {
  /** `auto`: the GPUs that `nvidia-smi` finds. */
  gpus: number[] | 'auto';
  policy: Policy;
  /** null: the number of GPUs. */
  max_running_jobs: number | null;
  fail_fast: boolean;
  /** Waits for GPUs on which another program computes. */
  avoid_busy_gpus: boolean;
  runner: Runner;
  python: string | null;
}

export type JobArgs = Record<string, ParamValue>;

export interface JobSpec {
  job_id: string;
  kind: JobKind;
  enabled: boolean;
  output_root: string;
  resources: { gpus: number; procs: number | null };
  depends_on: string[];
  /** How often it is tried again after a failure. */
  retries: number;
  /** Only what the user wrote; defaults stay in PARAMS. */
  args: JobArgs;
}

/** A job that is ready to be run: absolute paths, wired along its edges, `input_base_dir` resolved. */
export interface PlannedJob extends JobSpec {
  /** Resolved number of workers. */
  procs: number;
  /** Program and arguments; the same that a person can type. */
  argv: string[];
}

export interface BatchPlan {
  scheduler: SchedulerSettings & { gpus: number[]; max_running_jobs: number };
  jobs: PlannedJob[];
  /** What was inferred, for the log. */
  notes: string[];
}
