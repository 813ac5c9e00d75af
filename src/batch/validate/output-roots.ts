import { existsSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode, messageOf, type Problem } from '../../base/errors.ts';
import type { JobSpec } from '../../spec/types.ts';

/** Output roots that cannot be made or written; checked before anything starts. (`where` calls the spec) */
export function outputRootProblems(jobs: readonly JobSpec[], where: string): Problem[] {
  const faults = new Map<string, string | null>();
  const faultOf = (folder: string): string | null => {
    const known = faults.get(folder);
    if (known !== undefined) return known;
    const fault = writeFault(folder);
    faults.set(folder, fault);
    return fault;
  };
  return jobs.flatMap((job, index) => {
    const fault = job.enabled ? faultOf(existingFolder(job.output_root)) : null;
    return fault ? [{ where: `${where}: jobs[${index}] (${job.job_id}).output_root`, message: fault }] : [];
  });
}

/** The folder itself or the nearest one above it that exists. */
export function existingFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existingFolder(dirname(folder));
}

/** Tried, not asked: permissions alone do not tell of /proc, of quotas or of what a server refuses. */
function writeFault(existing: string): string | null {
  if (!statSync(existing).isDirectory()) return `${existing} is a file, expected a folder`;
  try {
    rmdirSync(mkdtempSync(join(existing, '.bezierfit-')));
    return null;
  } catch (error) {
    const why = whyNot(error);
    return why && `cannot write to ${existing}: ${why}. Choose another folder, or change its permissions`;
  }
}

function whyNot(error: unknown): string | null {
  const code = errorCode(error) ?? '';
  if (['ENOSPC', 'EDQUOT'].includes(code)) return null; // A full disk may have room again when the job starts.
  if (code === 'EROFS') return 'the file system is read-only';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return code === 'ENOENT' ? 'the system makes no folders there' : messageOf(error);
}
