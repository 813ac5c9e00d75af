import { InputError, type Problem } from '../base/errors.ts';
import { dependsOn } from './graph.ts';
import type { Place } from './resolve-paths.ts';
import type { JobSpec } from './types.ts';

/** Reads which particle stacks (absolute paths) an input file names. */
export interface StackReader {
  starStacks: (star: string, baseDir: string) => readonly string[];
  particleStacks: (particle: string, baseDir: string) => readonly string[];
}

export interface Findings {
  notes: string[];
  problems: Problem[];
}

/**
 * Links every enabled MMS job with neither `depends_on` nor `particle_output_root` to its PMS job: the only one of the
 * batch, or the one whose particle stacks contain all of the STAR file's. (contract 2)
 */
export function inferParticleJobs(
  jobs: readonly JobSpec[],
  reader: StackReader,
  place: Place,
  findings: Findings,
): void {
  const pmsJobs = jobs.filter((job) => job.kind === 'bezierfit_particle_pms' && job.enabled);
  const stacksOf = memoize((job: JobSpec) => new Set(reader.particleStacks(...input(job))));
  for (const mms of jobs.filter(isUnlinkedMms)) {
    const possible = pmsJobs.filter((pms) => pms.depends_on.length === 0 || !dependsOn(jobs, pms.job_id, mms.job_id));
    if (possible.length === 0) continue;
    try {
      const stacks = possible.length > 1 ? reader.starStacks(...input(mms)) : [];
      const fitting = possible.filter((pms) => stacks.every((stack) => stacksOf(pms).has(stack)));
      const [chosen] = fitting;
      if (chosen && fitting.length === 1) {
        mms.depends_on = [chosen.job_id];
        const why = possible.length === 1 ? 'the only PMS job' : "the only PMS job with all of the STAR file's stacks";
        findings.notes.push(`job ${mms.job_id} depends on ${chosen.job_id}: inferred, it is ${why} of this batch`);
      } else {
        findings.problems.push({ where: place(mms, '.depends_on'), message: ambiguous(fitting, possible) });
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      findings.problems.push(...error.problems);
    }
  }
}

/** An MMS job that says nothing about where its particle stacks come from. */
export function isUnlinkedMms(job: JobSpec): boolean {
  if (job.kind !== 'bezierfit_micrograph_mms' || !job.enabled) return false;
  return job.depends_on.length === 0 && !job.args.particle_output_root;
}

function input(job: JobSpec): [string, string] {
  return [String(job.args.particle), String(job.args.input_base_dir)];
}

function memoize<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}

function ambiguous(fitting: readonly JobSpec[], possible: readonly JobSpec[]): string {
  const names = (jobs: readonly JobSpec[]) => jobs.map((job) => job.job_id).join(', ');
  const found =
    fitting.length > 0
      ? `the stacks of the STAR file are in several PMS jobs: ${names(fitting)}`
      : `no PMS job has all particle stacks of the STAR file (PMS jobs: ${names(possible)})`;
  return `${found}. Name the one to use in depends_on, or give particle_output_root`;
}
