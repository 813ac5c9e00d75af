import type { Problem } from '../../base/errors.ts';
import type { PlannedJob } from '../../spec/types.ts';

/** What validation finds out about one job. */
export interface JobReport {
  job: PlannedJob;
  /** Rows of the input. */
  particles: number;
  /** What is worked on: stacks, micrographs or classes. */
  items: number;
  unit: 'stacks' | 'micrographs' | 'classes';
  outputs: Output[];
}

export interface Output {
  path: string;
  sizeBytes: number;
}

/** A job's report, or what is wrong with it. */
export type Checked =
  { report: JobReport; problems?: undefined } | { problems: readonly Problem[]; report?: undefined };

/** Bytes of all outputs of a job. */
export function outputBytes({ outputs }: JobReport): number {
  return outputs.reduce((sum, output) => sum + output.sizeBytes, 0);
}
