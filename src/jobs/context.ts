import type { Log } from '../base/log.ts';
import type { ExpectedOutputs } from './io/expected-outputs.ts';
import type { Progress } from './progress.ts';

/** What a job gets from the program that runs it. */
export interface JobContext {
  /** null: a single run, outputs lie beside the raw data. */
  outputRoot: string | null;
  log: Log;
  /** Standard error. */
  errors: Log;
  progress: Progress;
  /** Says, before anything is computed, what this job must leave behind. */
  announce: (outputs: ExpectedOutputs) => void;
  /** Says why the job will not succeed; of several the first is kept. */
  fault: (type: string, message: string) => void;
  /** Is done when the job's end is on record: Node may crash while it ends threads (an assertion of its own). */
  afterwards: (action: () => Promise<void>) => void;
  /** Aborted by SIGTERM or SIGINT: the job stops within a second and leaves nothing half-written. */
  stop: AbortSignal;
  /** Entry file of the worker threads. */
  workerEntry: URL;
  /** GPUs that this job may use (`CUDA_VISIBLE_DEVICES`); null: not set, all of the machine. */
  visibleGpus: string | null;
}
