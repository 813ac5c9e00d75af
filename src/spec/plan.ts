import type { Problem } from '../base/errors.ts';
import { buildArgv, type JobRunner } from './argv.ts';
import { clashProblems } from './clashes.ts';
import { inferParticleJobs, type StackReader } from './infer-particle-job.ts';
import { paramOf } from './params.ts';
import { jobPath } from './parse.ts';
import { resolveJobPaths, type Place } from './resolve-paths.ts';
import { expandPath, type PathContext } from './path-words.ts';
import type { BatchPlan, BatchSpec, JobSpec, PlannedJob } from './types.ts';
import { wireJobs } from './wiring.ts';

/** What a plan depends on besides the spec. */
export interface PlanContext extends PathContext, StackReader {
  /** How messages call the spec, usually its path. */
  where: string;
  /** The pool: the ids of the spec, or those that `auto` found. */
  gpus: readonly number[];
  /** CPU cores that this process may use. */
  cores: number;
  /** What runs our jobs: `[node, main.js]`. */
  program: readonly string[];
}

export type Planned = { plan: BatchPlan; problems?: undefined } | { problems: Problem[]; plan?: undefined };

/**
 * Makes a parsed spec ready to run (contract 2 and 4): absolute paths, inferred and wired dependencies, resolved
 * `input_base_dir` and workers, argv. Pure but for the context's reader of stacks.
 */
export function planBatch(spec: BatchSpec, context: PlanContext): Planned {
  const problems: Problem[] = [];
  const notes: string[] = [];
  const place: Place = (job, part) => `${context.where}: ${jobPath(spec.jobs.indexOf(job), job)}${part}`;
  const jobs = spec.jobs.map((job) => resolveJobPaths(job, context, (part) => place(job, part), problems));
  const placeOf: Place = (job, part) => place(spec.jobs[jobs.indexOf(job)] ?? job, part);
  if (problems.length === 0) {
    inferParticleJobs(jobs, context, placeOf, { notes, problems });
    wireJobs(jobs, placeOf, { notes, problems });
    problems.push(...clashProblems(jobs, placeOf));
  }
  const scheduler = { ...spec.scheduler, gpus: [...context.gpus], max_running_jobs: runningJobs(spec, context) };
  problems.push(...gpuProblems(jobs, context, placeOf));
  if (problems.length > 0) return { problems };
  const share = cpuShare(jobs, scheduler.max_running_jobs, context.cores);
  const runner = chooseRunner(spec, context);
  return { plan: { scheduler, jobs: jobs.map((job) => finish(job, share, runner)), notes } };
}

function runningJobs(spec: BatchSpec, context: PlanContext): number {
  return spec.scheduler.max_running_jobs ?? Math.max(1, context.gpus.length);
}

/** Workers of a CPU job: a fair share of the cores. */
function cpuShare(jobs: readonly JobSpec[], maxRunningJobs: number, cores: number): number {
  const atOnce = Math.min(maxRunningJobs, jobs.filter((job) => job.enabled).length);
  return Math.max(1, Math.floor(cores / Math.max(1, atOnce)));
}

function gpuProblems(jobs: readonly JobSpec[], { gpus }: PlanContext, place: Place): Problem[] {
  const pool = gpus.length === 0 ? 'the pool has none' : `the pool has ${gpus.length} (${gpus.join(', ')})`;
  return jobs
    .filter((job) => job.enabled && job.resources.gpus > gpus.length)
    .map((job) => ({
      where: place(job, '.resources.gpus'),
      message: `the job wants ${job.resources.gpus} GPUs, but ${pool}; it could never start`,
    }));
}

/** The interpreter of `runner: memxterminator`: a path, or a name to look up in PATH. (contract 2) */
export function pythonOf({ scheduler: { python } }: BatchSpec, context: PathContext): string {
  if (python === null) return context.env.CONDA_PREFIX ? `${context.env.CONDA_PREFIX}/bin/python` : 'python3';
  return /[/~$]/.test(python) ? expandPath(python, context.specFolder, context) : python;
}

function chooseRunner(spec: BatchSpec, context: PlanContext): JobRunner {
  if (spec.scheduler.runner === 'memxterminator') return { runner: 'memxterminator', python: pythonOf(spec, context) };
  return { runner: 'native', program: context.program };
}

function finish(job: JobSpec, cpuWorkers: number, runner: JobRunner): PlannedJob {
  const given = job.args.procs as number | undefined;
  const procs = job.resources.procs ?? given ?? (job.resources.gpus > 0 ? job.resources.gpus : cpuWorkers);
  const takesProcs = paramOf(job.kind, 'procs') !== undefined;
  const args = takesProcs ? { ...job.args, procs } : job.args;
  return { ...job, args, procs, argv: buildArgv(job.kind, args, job.output_root, takesProcs ? procs : null, runner) };
}
