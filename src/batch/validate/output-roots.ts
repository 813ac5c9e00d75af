import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, type Problem } from '../../base/errors.ts';
import type { JobSpec } from '../../spec/types.ts';

/** Output roots that cannot be made or written; checked before anything starts. (`where` calls the spec) */
export function outputRootProblems(jobs: readonly JobSpec[], where: string): Problem[] {
  return jobs.flatMap((job, index) => {
    const fault = job.enabled ? writeFault(job.output_root) : null;
    return fault ? [{ where: `${where}: jobs[${index}] (${job.job_id}).output_root`, message: fault }] : [];
  });
}

/** The folder itself or the nearest one above it that exists. */
export function existingFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existingFolder(dirname(folder));
}

function writeFault(folder: string): string | null {
  const existing = existingFolder(folder);
  if (!statSync(existing).isDirectory()) return `${existing} is a file, expected a folder`;
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    const why = errorCode(error) === 'EROFS' ? 'the file system is read-only' : 'permission denied';
    return `cannot write to ${existing}: ${why}. Choose another folder, or change its permissions`;
  }
}
