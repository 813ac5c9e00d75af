import type { Problem } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { isJsonObject } from '../base/json-object.ts';
import { JOB_FIELDS, JOB_ID, RESOURCE_FIELDS, SCHEDULER_FIELDS, SPEC_SCHEMA_VERSION } from './fields.ts';
import { graphProblems } from './graph.ts';
import { PARAMS, type JobKind } from './params.ts';
import { SpecReader } from './spec-reader.ts';
import type { BatchSpec, JobArgs, JobSpec, SchedulerSettings } from './types.ts';

export type ParsedSpec = { spec: BatchSpec; problems?: undefined } | { problems: Problem[]; spec?: undefined };

/**
 * Checks a batch spec (contract 2) and fills in its defaults: the typed spec, or every problem at once.
 * @param where how messages call it, usually the file's path
 */
export function parseSpec(json: Json, where: string): ParsedSpec {
  const reader = new SpecReader(where);
  const root = reader.object(json, '', ['spec_schema_version', 'scheduler', 'jobs']);
  if (!root) return { problems: reader.problems };
  const version = root.spec_schema_version ?? SPEC_SCHEMA_VERSION;
  if (version !== SPEC_SCHEMA_VERSION) reader.wrong('spec_schema_version', `${SPEC_SCHEMA_VERSION}`, version);
  const scheduler = parseScheduler(reader, root.scheduler ?? {});
  const jobs = parseJobs(reader, root.jobs);
  reader.problems.push(...graphProblems(jobs, (index) => reader.place(`${jobPath(index, jobs[index])}.depends_on`)));
  return reader.problems.length > 0 ? { problems: reader.problems } : { spec: { scheduler, jobs } };
}

/** `jobs[2] (pms_step_0.001)`: how messages call a job. */
export function jobPath(index: number, job: { job_id?: string } | undefined): string {
  return job?.job_id === undefined ? `jobs[${index}]` : `jobs[${index}] (${job.job_id})`;
}

function parseScheduler(reader: SpecReader, json: Json): SchedulerSettings {
  const object = reader.object(json, 'scheduler', ['gpus', ...SCHEDULER_FIELDS.map((field) => field.name)]) ?? {};
  const gpus = object.gpus ?? 'auto';
  if (gpus !== 'auto' && !isGpuList(gpus)) {
    reader.wrong('scheduler.gpus', 'a non-empty list of distinct GPU ids (whole numbers from 0), or "auto"', gpus);
  }
  return { gpus, ...reader.fields(object, 'scheduler', SCHEDULER_FIELDS) } as SchedulerSettings;
}

/** Distinct whole numbers from 0, at least one. */
export function isGpuList(value: Json): value is number[] {
  if (!Array.isArray(value) || value.length === 0 || new Set(value).size !== value.length) return false;
  return value.every((id) => typeof id === 'number' && Number.isSafeInteger(id) && id >= 0);
}

function parseJobs(reader: SpecReader, json: Json | undefined): JobSpec[] {
  if (!Array.isArray(json) || json.length === 0) {
    reader.wrong('jobs', 'a non-empty list of jobs', json);
    return [];
  }
  const ids = json.map((job, index) => readId(reader, job, index));
  const indexOf = new Map<string, number>();
  ids.forEach((id, index) => {
    const first = indexOf.get(id);
    if (first === undefined) indexOf.set(id, index);
    else reader.add(jobPath(index, { job_id: id }), `the job_id is used twice, first by jobs[${first}]`);
  });
  const kindOf = new Map(json.map((job, index) => [ids[index], isJsonObject(job) ? job.kind : undefined]));
  return json.map((job, index) => parseJob(reader, job, index, ids[index] ?? '', kindOf));
}

function readId(reader: SpecReader, job: Json, index: number): string {
  const given = isJsonObject(job) ? job.job_id : undefined;
  if (typeof given === 'string' && JOB_ID.test(given)) return given;
  if (given !== undefined && given !== null) {
    reader.wrong(`jobs[${index}].job_id`, 'letters, digits, ".", "_" and "-" only', given);
  }
  return `job_${String(index).padStart(3, '0')}`;
}

const JOB_KEYS = ['job_id', ...JOB_FIELDS.map((field) => field.name), 'resources', 'depends_on', 'args'];

function parseJob(
  reader: SpecReader,
  json: Json,
  index: number,
  jobId: string,
  kindOf: ReadonlyMap<string | undefined, Json | undefined>,
): JobSpec {
  const path = jobPath(index, { job_id: jobId });
  const object = reader.object(json, path, JOB_KEYS) ?? {};
  const fields = reader.fields(object, path, JOB_FIELDS);
  const resources = reader.object(object.resources ?? {}, `${path}.resources`, ['gpus', 'procs']) ?? {};
  const depends_on = parseDependsOn(reader, object.depends_on, `${path}.depends_on`);
  const kind = fields.kind as JobKind | undefined;
  const hasAnalysis = depends_on.some((id) => kindOf.get(id) === 'bezierfit_mem_analyze');
  return {
    job_id: jobId,
    ...fields,
    resources: reader.fields(resources, `${path}.resources`, RESOURCE_FIELDS),
    depends_on,
    args: kind ? parseArgs(reader, object.args ?? {}, `${path}.args`, kind, hasAnalysis) : {},
  } as JobSpec;
}

function parseDependsOn(reader: SpecReader, json: Json | undefined, path: string): string[] {
  if (json === undefined || json === null) return [];
  if (Array.isArray(json) && json.every((id) => typeof id === 'string')) return json;
  reader.wrong(path, 'a list of job ids', json);
  return [];
}

/** Only what the user wrote; null means "the default". An analysis upstream supplies missing control points. */
function parseArgs(reader: SpecReader, json: Json, path: string, kind: JobKind, hasAnalysis: boolean): JobArgs {
  const params = PARAMS[kind];
  const names = params.map((param) => param.name);
  const object = reader.object(json, path, names);
  if (!object) return {};
  const args: JobArgs = {};
  for (const param of params) {
    const wired = param.name === 'control_points' && hasAnalysis;
    const value = reader.field(object, path, wired ? { ...param, required: false } : param);
    if (value !== undefined && value !== null) args[param.name] = value;
  }
  return args;
}
