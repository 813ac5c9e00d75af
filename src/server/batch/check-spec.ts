import { dirname } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { isJsonObject, type JsonObject } from '../../base/json-object.ts';
import { planJson, type LoadedBatch } from '../../batch/load-batch.ts';
import { checkJobs } from '../../batch/validate/check-jobs.ts';
import { diskNeeds, diskProblems } from '../../batch/validate/disk.ts';
import { outputBytes, type JobReport } from '../../batch/validate/report.ts';
import { PRIMARY_INPUT, inferBaseDir, splitPaths } from '../../spec/input-base-dir.ts';
import { JOB_KINDS, type JobKind } from '../../spec/params.ts';
import { expandPath } from '../../spec/path-words.ts';
import { homedir } from 'node:os';
import type { JobForecast, Validation } from '../api.ts';
import { problemsOf } from '../http-error.ts';
import { specPath } from './drafts.ts';
import { shellLine } from './shell-line.ts';

/** All that can be known about a spec before a start; the same checks as `bezierfit validate`. */
export async function checkSpec(runRoot: string, spec: JsonObject): Promise<Validation> {
  let loaded: LoadedBatch;
  try {
    loaded = await planJson(spec, specPath(runRoot));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { problems: problemsOf(error), notes: [], jobs: [], disk: [], gpus: [] };
  }
  const { plan } = loaded;
  const { reports, problems } = checkJobs(plan);
  const disk = diskNeeds(reports);
  return {
    problems: problemsOf({ problems: [...problems, ...diskProblems(disk)] }),
    notes: plan.notes,
    jobs: reports.map(forecastOf),
    disk,
    gpus: plan.scheduler.gpus,
  };
}

function forecastOf(report: JobReport): JobForecast {
  const { job, particles, items, unit } = report;
  return {
    jobId: job.job_id,
    outputRoot: job.output_root,
    dependsOn: job.depends_on,
    inputBaseDir: String(job.args.input_base_dir),
    procs: job.procs,
    command: shellLine(job.argv),
    particles,
    items,
    unit,
    outputBytes: outputBytes(report),
  };
}

/** The base folder of a job's relative paths (contract 4), or null as long as it has no primary input. */
export function baseDirOf(runRoot: string, kind: unknown, args: { [name: string]: unknown }): string | null {
  if (typeof args.input_base_dir === 'string' && args.input_base_dir !== '') return args.input_base_dir;
  if (!JOB_KINDS.includes(kind as JobKind)) return null;
  const primary = args[PRIMARY_INPUT[kind as JobKind]];
  if (typeof primary !== 'string' || primary.trim() === '') return null;
  const context = { specFolder: dirname(specPath(runRoot)), home: homedir(), env: process.env };
  try {
    return inferBaseDir(expandPath(splitPaths(primary)[0] ?? '', context.specFolder, context));
  } catch {
    return null; // an unknown $VARIABLE: said where the field is checked
  }
}

/** The spec with every job's `input_base_dir` in it, for reproducibility (tutorial 4.1); other fields as they are. */
export function withBaseDirs(runRoot: string, spec: JsonObject): JsonObject {
  if (!Array.isArray(spec.jobs)) return spec;
  const jobs = spec.jobs.map((job) => {
    if (!isJsonObject(job)) return job;
    const args = isJsonObject(job.args) ? job.args : {};
    const input_base_dir = baseDirOf(runRoot, job.kind, args);
    return input_base_dir === null ? job : { ...job, args: { ...args, input_base_dir } };
  });
  return { ...spec, jobs };
}
