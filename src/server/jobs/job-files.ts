import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { AllowedRoots } from '../allowed-roots.ts';
import type { JobFiles } from '../api.ts';
import { readJsonObject, type FoundJob } from './find-job.ts';

const LOGS = [
  ['stdout', 'scheduler_stdout.log'],
  ['stderr', 'scheduler_stderr.log'],
  ['events', 'bezfit_pms_run_data.log'],
  ['events', 'mms_run_data.log'],
  ['events', 'mem_analyze_run_data.log'],
] as const;

/** What a job has written about itself. */
export function jobFiles(roots: AllowedRoots, job: FoundJob): JobFiles {
  const outputRoot = roots.resolve(job.outputRoot);
  return {
    jobId: job.jobId,
    kind: job.kind,
    outputRoot,
    args: job.args,
    resolved: readJsonObject(join(outputRoot, 'job_spec_resolved.json')),
    result: readJsonObject(join(outputRoot, 'job_result.json')),
    command: job.command,
    logs: LOGS.flatMap(([name, file]) => {
      const path = join(outputRoot, file);
      const found = statSync(path, { throwIfNoEntry: false });
      return found ? [{ name, path, sizeBytes: found.size }] : [];
    }),
  };
}
