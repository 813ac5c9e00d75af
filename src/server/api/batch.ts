import type { RunRootRequest } from './spec.ts';

/** A batch: started, stopped, looked at. */

export interface RunRoot {
  path: string;
  state: 'draft' | 'running' | 'finished' | 'interrupted' | 'gone';
  counts: Counts | null;
  startedUtc: string | null;
  finishedUtc: string | null;
  /** When a running one is expected to be done; null: not known. */
  forecastUtc: string | null;
  /** When it was last opened or changed. */
  usedUtc: string;
}

export interface Started extends RunRootRequest {
  specPath: string;
  pid: number;
  command: string;
}

export interface Stopping extends RunRootRequest {
  pid: number;
  graceS: number;
  /** Running jobs that are told to end. */
  jobs: string[];
}

export interface Command {
  /** Ready for a shell, in the run root. */
  command: string;
  cwd: string;
  stop: string;
  watch: string;
}

export type Counts = { queued: number; running: number; success: number; failed: number; canceled: number };

export type StatusWord = keyof Counts;

export interface BatchView extends RunRootRequest {
  statePath: string;
  /** No state file yet: `none`. `lost`: not finished, but its scheduler is gone. `unreadable`: see `fault`. */
  phase: 'none' | 'starting' | 'running' | 'stopping' | 'finished' | 'lost' | 'unreadable';
  fault: string | null;
  startedUtc: string | null;
  finishedUtc: string | null;
  updatedUtc: string | null;
  owner: { pid: number; host: string } | null;
  settings: { gpus: number[]; policy: string; maxRunningJobs: number | null; failFast: boolean };
  counts: Counts;
  freeGpus: number[];
  jobs: JobView[];
  /** The scheduler's log: bezierfit_batch.run.out. */
  log: { path: string; sizeBytes: number };
  /** When all is expected to be done. */
  forecastUtc: string | null;
  /** Of the draft that is edited here; it changes with every save by anybody. Empty: nothing saved yet. */
  draftRevision: string;
  /** When SIGKILL comes, while the batch is being stopped. */
  killUtc: string | null;
}

export interface JobView {
  jobId: string;
  kind: string;
  enabled: boolean;
  outputRoot: string;
  gpus: number;
  /** Workers that it has or will get; null: a kind without workers, or not recorded. */
  procs: number | null;
  dependsOn: string[];
  status: StatusWord;
  assignedGpus: number[];
  pid: number | null;
  returncode: number | null;
  startedUtc: string | null;
  finishedUtc: string | null;
  /** The word of contract 5. */
  reason: string | null;
  /** One plain sentence: why it waits, failed or was canceled. */
  why: string | null;
  /** What to do about a failure. */
  advice: string | null;
  progress: { done: number; total: number; unit: string; rate: number | null; etaS: number | null } | null;
  /** Of the time line, by the scheduler's estimate; null when nothing is known. `gpus`: where it runs, or will probably run. */
  forecast: { startUtc: string; endUtc: string; gpus: number[] } | null;
}

export interface EventsRequest extends RunRootRequest {
  /** `id` of the last event seen; null: begin with a snapshot. */
  after: string | null;
}

/** `id:` of the stream is `epoch:number`; `event:` is the type, `data:` one line of JSON. A comment comes every 5 s. */
export type BatchEvent =
  | { type: 'snapshot'; batch: BatchView }
  /** `head` is the view without its jobs; `jobs` those that changed, `order` all ids when the list itself changed. */
  | { type: 'change'; head: Omit<BatchView, 'jobs'>; jobs: JobView[]; order: string[] | null };
