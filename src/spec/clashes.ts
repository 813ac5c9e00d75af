import { sep } from 'node:path';
import type { Problem } from '../base/errors.ts';
import { paramOf } from './params.ts';
import type { Place } from './resolve-paths.ts';
import type { JobSpec } from './types.ts';

/** Two enabled jobs that would write one folder or file. Paths are absolute. */
export function clashProblems(jobs: readonly JobSpec[], place: Place): Problem[] {
  const enabled = jobs.filter((job) => job.enabled);
  const ownerOf = new Map<string, JobSpec>();
  const problems: Problem[] = [];
  const claim = (job: JobSpec, path: string, part: string): void => {
    const other = ownerOf.get(path);
    ownerOf.set(path, job);
    if (!other) return;
    const message = `${path} is also written by job ${other.job_id}; every job needs its own`;
    problems.push({ where: place(job, part), message });
  };
  for (const job of enabled) {
    claim(job, job.output_root, '.output_root');
    for (const name of ['output', 'output_star_path'] as const) {
      const path = job.args[name];
      if (typeof path === 'string') claim(job, path, `.args.${name}`);
    }
  }
  return [...problems, ...nestedProblems(enabled, place)];
}

/** An output root inside the folder into which another job puts its images. */
function nestedProblems(jobs: readonly JobSpec[], place: Place): Problem[] {
  const imageFolders = new Map<string, JobSpec>();
  for (const job of jobs) {
    const dirname = job.args.output_dirname ?? paramOf(job.kind, 'output_dirname')?.default;
    if (typeof dirname === 'string') imageFolders.set(`${job.output_root}${sep}${dirname}`, job);
  }
  return jobs.flatMap((job) => {
    const parts = job.output_root.split(sep);
    const above = parts.map((_, i) => imageFolders.get(parts.slice(0, i + 1).join(sep)));
    const owner = above.find((one) => one !== undefined && one !== job);
    if (!owner) return [];
    const message = `${job.output_root} lies in the folder of the images of job ${owner.job_id}; every job needs its own`;
    return [{ where: place(job, '.output_root'), message }];
  });
}
