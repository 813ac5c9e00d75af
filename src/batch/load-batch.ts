import { realpathSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { InputError, type Problem } from '../base/errors.ts';
import { readJsonFile, type Json } from '../base/json.ts';
import { chooseGpus, discoverGpus, type GpuChoice } from './gpu-discovery.ts';
import { readParticleStacks } from '../jobs/io/particle-rows.ts';
import { readStarStacks } from '../jobs/io/star-rows.ts';
import { SCHEDULER_FIELDS } from '../spec/fields.ts';
import { isGpuList, parseSpec } from '../spec/parse.ts';
import { planBatch, pythonOf } from '../spec/plan.ts';
import type { PathContext } from '../spec/path-words.ts';
import type { BatchPlan, BatchSpec, Policy } from '../spec/types.ts';
import { expectedWords, valueFromText } from '../spec/values.ts';
import { outputRootProblems } from './validate/output-roots.ts';
import { findProgram } from './find-program.ts';
import { lacksOlderProgram } from './older-program.ts';

/** `--gpus`, `--policy`, `--max_running_jobs` as typed; they win over the spec. (contract 1) */
export interface BatchOverrides {
  gpus?: string;
  policy?: string;
  maxRunningJobs?: string;
}

export interface LoadedBatch {
  spec: BatchSpec;
  plan: BatchPlan;
}

/**
 * Spec file -> plan, for `batch` and `validate`. What was inferred or is worth a warning is in the plan's notes.
 * @throws InputError with every problem of the file, the overrides, the GPUs, the graph and the runner
 */
export function loadBatch(specPath: string, overrides: BatchOverrides = {}): Promise<LoadedBatch> {
  return planJson(readJsonFile(specPath), specPath, overrides);
}

/** As loadBatch, for a spec that would lie at `specPath`. */
export async function planJson(json: Json, specPath: string, overrides: BatchOverrides = {}): Promise<LoadedBatch> {
  const parsed = parseSpec(json, specPath);
  if (parsed.problems) throw new InputError(parsed.problems);
  const { spec } = parsed;
  applyOverrides(spec, overrides);
  const pool = await choosePool(spec);
  const paths = { specFolder: dirname(resolve(specPath)), home: homedir(), env: process.env };
  const planned = planBatch(spec, {
    ...paths,
    where: specPath,
    gpus: pool.gpus,
    cores: availableParallelism(),
    program: [process.execPath, realpathSync(process.argv[1] ?? '')],
    starStacks: readStarStacks,
    particleStacks: readParticleStacks,
  });
  const problems = [...pool.problems, ...(planned.problems ?? []), ...(await pythonProblems(spec, specPath, paths))];
  if (planned.plan) problems.push(...outputRootProblems(planned.plan.jobs, specPath));
  if (problems.length > 0 || !planned.plan) throw new InputError(problems);
  return { spec, plan: { ...planned.plan, notes: [...pool.notes, ...planned.plan.notes] } };
}

function applyOverrides({ scheduler }: BatchSpec, { gpus, policy, maxRunningJobs }: BatchOverrides): void {
  const problems: Problem[] = [];
  if (gpus !== undefined) {
    const ids = gpus.split(',').map((id) => (/^\d+$/.test(id.trim()) ? Number(id) : id));
    if (gpus === 'auto' || isGpuList(ids)) scheduler.gpus = gpus === 'auto' ? gpus : (ids as number[]);
    else problems.push({ where: '--gpus', message: `expected distinct ids such as 0,1,2,3, or auto, got ${gpus}` });
  }
  const field = (name: string, flag: string, text: string) => {
    const param = SCHEDULER_FIELDS.find((one) => one.name === name);
    const value = param && valueFromText(param, text);
    if (param && value === undefined) {
      problems.push({ where: flag, message: `expected ${expectedWords(param)}, got ${text}` });
    }
    return value;
  };
  if (policy !== undefined) scheduler.policy = field('policy', '--policy', policy) as Policy;
  if (maxRunningJobs !== undefined) {
    scheduler.max_running_jobs = field('max_running_jobs', '--max_running_jobs', maxRunningJobs) as number;
  }
  if (problems.length > 0) throw new InputError(problems);
}

/** A batch that computes on the CPU alone needs no GPU, and asks for none. */
async function choosePool({ scheduler, jobs }: BatchSpec): Promise<GpuChoice> {
  const needsGpus = jobs.some((job) => job.enabled && job.resources.gpus > 0);
  if (scheduler.gpus === 'auto' && !needsGpus) return { gpus: [], notes: [], problems: [] };
  return chooseGpus(scheduler.gpus, await discoverGpus());
}

async function pythonProblems(spec: BatchSpec, specPath: string, paths: PathContext): Promise<Problem[]> {
  if (spec.scheduler.runner !== 'memxterminator') return [];
  const python = pythonOf(spec, paths);
  const where = `${specPath}: scheduler.python`;
  const need = 'runner "memxterminator" needs a Python interpreter';
  const program = findProgram(python);
  if (program === null) return [{ where, message: `${need}, but ${python} is not an executable file; name one` }];
  if (!(await lacksOlderProgram(program))) return [];
  return [
    {
      where,
      message: `${need} that has memxterminator.bezierfit.bin, but ${python} has not; name another, or take the runner "native"`,
    },
  ];
}
