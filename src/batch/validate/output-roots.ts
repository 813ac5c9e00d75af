import { existsSync, lstatSync, mkdtempSync, realpathSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { errorCode, messageOf, type Problem } from '../../base/errors.ts';
import type { JobSpec } from '../../spec/types.ts';

/** Output roots that cannot be made or written, or are one folder; checked before anything starts. (`where` calls the spec) */
export function outputRootProblems(jobs: readonly JobSpec[], where: string): Problem[] {
  const faults = new Map<string, string | null>();
  const faultOf = (folder: string): string | null => {
    const known = faults.get(folder);
    if (known !== undefined) return known;
    const fault = writeFault(folder);
    faults.set(folder, fault);
    return fault;
  };
  const ownerOf = new Map<string, JobSpec>();
  return jobs.flatMap((job, index) => {
    if (!job.enabled) return [];
    const fault = faultOf(existingFolder(job.output_root)) ?? sharedFault(job, ownerOf);
    return fault ? [{ where: `${where}: jobs[${index}] (${job.job_id}).output_root`, message: fault }] : [];
  });
}

/** One folder that two jobs name differently, by a symbolic link: their outputs would be mixed. */
function sharedFault(job: JobSpec, ownerOf: Map<string, JobSpec>): string | null {
  const existing = existingFolder(job.output_root);
  const real = join(realpathSync(existing), relative(existing, job.output_root));
  const owner = ownerOf.get(real);
  ownerOf.set(real, job);
  // The same words in the spec were said before, of the spec alone.
  if (!owner || owner.output_root === job.output_root) return null;
  return `${job.output_root} is the same folder as ${owner.output_root} of job ${owner.job_id}; every job needs its own`;
}

/** The folder itself or the nearest one above it that exists; a symbolic link to nowhere exists, too. */
export function existingFolder(folder: string): string {
  return isThere(folder) || dirname(folder) === folder ? folder : existingFolder(dirname(folder));
}

function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Tried, not asked: permissions alone do not tell of /proc, of quotas or of what a server refuses. */
function writeFault(existing: string): string | null {
  if (!existsSync(existing))
    return `${existing} is a symbolic link to a place that does not exist (a disk that is not mounted?)`;
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
