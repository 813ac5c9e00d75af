import { posix } from 'node:path';
import { InputError, refuse, type Problem } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { JsonObject } from '../base/json-object.ts';
import { isUnlinkedMms } from './infer-particle-job.ts';
import { didYouMean } from './nearest.ts';
import { PARAMS, paramOf, type JobKind } from './params.ts';
import { parseSpec } from './parse.ts';
import type { BatchSpec, JobSpec } from './types.ts';
import { expectedWords, valueFromText } from './values.ts';

/** One parameter and its values as typed. */
export interface SweepAxis {
  param: string;
  values: readonly string[];
}

/** One job of the sweep: what is appended to names, and the arguments that it sets. */
interface Variant {
  suffix: string;
  args: Record<string, string | number | boolean>;
}

/**
 * Replaces a job by one job for every value (with several axes: every combination). Ids and output roots as in
 * contract 3, Sweeps. Jobs that take results from it along an edge (MMS from PMS, PMS from analysis) are swept along,
 * one per variant; all other dependents wait for every variant.
 * @param json the spec as it is in the file; keys that we do not know (`x-...`) are kept
 * @throws InputError with every problem of the spec, the job and the values
 */
export function sweepSpec(json: Json, where: string, jobId: string, axes: readonly SweepAxis[]): Json {
  const { spec, problems } = parseSpec(json, where);
  if (problems) throw new InputError(problems);
  const base = spec.jobs.find((job) => job.job_id === jobId);
  if (!base) {
    const ids = spec.jobs.map((job) => job.job_id);
    return refuse('--job', `no job has the id "${jobId}"${didYouMean(jobId, ids) || `; jobs: ${ids.join(', ')}`}`);
  }
  const variants = makeVariants(base.kind, axes);
  const swept = sweptJobs(spec, base);
  const newId = uniqueIds(spec, swept, variants);
  const root = json as JsonObject;
  const jobs = spec.jobs.flatMap((job, index) => {
    const source: JsonObject = { ...((root.jobs as JsonObject[])[index] ?? {}), job_id: job.job_id };
    if (swept.has(job)) return variants.map((variant) => makeJob({ spec, base, swept, newId }, job, source, variant));
    const depends_on = job.depends_on.flatMap((id) => {
      const upstream = [...swept].find((one) => one.job_id === id);
      return upstream ? variants.map((variant) => newId(upstream, variant)) : [id];
    });
    return [job.depends_on.length > 0 ? { ...source, depends_on } : source];
  });
  return { ...root, jobs };
}

function makeVariants(kind: JobKind, axes: readonly SweepAxis[]): Variant[] {
  const problems: Problem[] = [];
  let variants: Variant[] = [{ suffix: '', args: {} }];
  for (const { param: name, values } of axes) {
    const param = paramOf(kind, name);
    if (!param) {
      const names = PARAMS[kind].map((one) => one.name);
      problems.push({ where: '--param', message: `${kind} has no parameter "${name}"${didYouMean(name, names)}` });
      continue;
    }
    const word = name.split('_').at(-1) ?? name;
    const seen = new Set<unknown>();
    const steps = values.map((text) => {
      const value = valueFromText(param, text);
      if (value === undefined) problems.push({ where: name, message: `expected ${expectedWords(param)}, got ${text}` });
      else if (seen.has(value)) problems.push({ where: name, message: `the value ${text} is listed twice` });
      seen.add(value);
      return { suffix: `_${word}_${text.replace(/[^A-Za-z0-9._-]+/g, '-')}`, value: value ?? text };
    });
    if (values.length === 0) problems.push({ where: name, message: 'expected at least one value' });
    variants = variants.flatMap(({ suffix, args }) =>
      steps.map((step) => ({ suffix: suffix + step.suffix, args: { ...args, [name]: step.value } })),
    );
  }
  if (problems.length > 0) throw new InputError(problems);
  return variants;
}

/** The base job and all that take results from it along an edge, or from one that does. */
function sweptJobs(spec: BatchSpec, base: JobSpec): Set<JobSpec> {
  const swept = new Set([base]);
  for (const job of swept) for (const other of spec.jobs) if (takesResultsOf(spec, other, job)) swept.add(other);
  return swept;
}

function takesResultsOf(spec: BatchSpec, job: JobSpec, upstream: JobSpec): boolean {
  const linked = job.depends_on.includes(upstream.job_id);
  if (upstream.kind === 'bezierfit_mem_analyze')
    return linked && job.kind === 'bezierfit_particle_pms' && !job.args.control_points;
  if (upstream.kind !== 'bezierfit_particle_pms' || job.kind !== 'bezierfit_micrograph_mms') return false;
  return linked || (isUnlinkedMms(job) && isOnlyPms(spec, upstream));
}

/** The planner would link every unlinked MMS job to it. */
function isOnlyPms({ jobs }: BatchSpec, job: JobSpec): boolean {
  const pmsJobs = jobs.filter((one) => one.kind === 'bezierfit_particle_pms' && one.enabled);
  return pmsJobs.length === 1 && pmsJobs[0] === job;
}

/** Ids base + suffix; where taken, with _2, _3 ... */
function uniqueIds(spec: BatchSpec, swept: ReadonlySet<JobSpec>, variants: readonly Variant[]) {
  const taken = new Set(spec.jobs.filter((job) => !swept.has(job)).map((job) => job.job_id));
  const ids = new Map<JobSpec, Map<Variant, string>>();
  for (const job of swept) {
    const ofJob = new Map<Variant, string>();
    for (const variant of variants) {
      const wanted = job.job_id + variant.suffix;
      let id = wanted;
      for (let n = 2; taken.has(id); n++) id = `${wanted}_${n}`;
      taken.add(id);
      ofJob.set(variant, id);
    }
    ids.set(job, ofJob);
  }
  return (job: JobSpec, variant: Variant): string => ids.get(job)?.get(variant) ?? job.job_id;
}

interface SweepContext {
  spec: BatchSpec;
  base: JobSpec;
  swept: ReadonlySet<JobSpec>;
  newId: (job: JobSpec, variant: Variant) => string;
}

function makeJob({ spec, base, swept, newId }: SweepContext, job: JobSpec, source: JsonObject, variant: Variant): Json {
  const sibling = (id: string, root: string) => posix.join(posix.dirname(root), id);
  const args: JsonObject = { ...((source.args as JsonObject | null) ?? {}), ...(job === base ? variant.args : {}) };
  const depends_on = job.depends_on.map((id) => {
    const upstream = [...swept].find((one) => one.job_id === id);
    return upstream ? newId(upstream, variant) : id;
  });
  for (const upstream of swept) {
    if (args.particle_output_root === upstream.output_root && upstream !== job) {
      args.particle_output_root = sibling(newId(upstream, variant), upstream.output_root);
    }
    if (isUnlinkedMms(job) && isOnlyPms(spec, upstream)) depends_on.push(newId(upstream, variant));
  }
  return {
    ...source,
    job_id: newId(job, variant),
    output_root: sibling(newId(job, variant), job.output_root),
    ...(depends_on.length > 0 ? { depends_on } : {}),
    args,
  };
}
