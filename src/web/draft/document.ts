import type { Json } from '../../base/json.ts';
import { inferBaseDir, PRIMARY_INPUT } from '../../spec/input-base-dir.ts';
import { KIND_COMMANDS, PARAMS, type JobKind } from '../../spec/params.ts';
import type { JsonObject } from '../../base/json-object.ts';
import { join } from '../posix-path.ts';

/**
 * The batch that is edited: a spec as JSON. Values that cannot be read yet stay as the text that was typed, so that the
 * one parser (src/spec) judges them. Jobs get a key of their own, because ids change while they are typed.
 */
export interface DraftDoc {
  /** The spec's own keys; `scheduler` and `jobs` here only keep their places. */
  root: JsonObject;
  scheduler: JsonObject;
  jobs: readonly DraftJob[];
}

export interface DraftJob {
  key: string;
  json: JsonObject;
}

export const EMPTY: DraftDoc = { root: {}, scheduler: {}, jobs: [] };

let keys = 0;
export function newKey(): string {
  return `job${++keys}`;
}

export function isObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

export function asObject(json: unknown): JsonObject {
  return isObject(json) ? json : {};
}

export function textOf(json: unknown): string {
  return typeof json === 'string' ? json : '';
}

/** Spec -> document. An `input_base_dir` that is the inferred one anyway is left to be inferred again. */
export function documentOf(spec: JsonObject): DraftDoc {
  const jobs = Array.isArray(spec.jobs) ? spec.jobs : [];
  return {
    root: spec,
    scheduler: asObject(spec.scheduler),
    jobs: jobs.map((job, index) => {
      const json = asObject(job);
      const job_id = json.job_id ?? `job_${String(index).padStart(3, '0')}`;
      return { key: newKey(), json: withoutInferredBaseDir({ ...json, job_id }) };
    }),
  };
}

/** Document -> spec, its keys in the order in which they came. */
export function specOf({ root, scheduler, jobs }: DraftDoc): JsonObject {
  return { ...root, scheduler, jobs: jobs.map((job) => job.json) };
}

export function kindOf(job: DraftJob): JobKind | null {
  return typeof job.json.kind === 'string' && job.json.kind in PARAMS ? (job.json.kind as JobKind) : null;
}

export function idOf(job: DraftJob): string {
  return textOf(job.json.job_id);
}

export function argsOf(job: DraftJob): JsonObject {
  return asObject(job.json.args);
}

export function dependsOnOf(job: DraftJob): string[] {
  return Array.isArray(job.json.depends_on) ? job.json.depends_on.map(String) : [];
}

export function isEnabled(job: DraftJob): boolean {
  return job.json.enabled !== false;
}

/** What `input_base_dir` will be when it is not given; null without a primary input. */
export function inferredBaseDir(json: JsonObject): string | null {
  const primary = asObject(json.args)[PRIMARY_INPUT[json.kind as JobKind]];
  return typeof primary === 'string' && primary.trim() !== '' ? inferBaseDir(primary) : null;
}

function withoutInferredBaseDir(json: JsonObject): JsonObject {
  const { input_base_dir, ...args } = asObject(json.args);
  return input_base_dir !== undefined && input_base_dir === inferredBaseDir(json) ? { ...json, args } : json;
}

/** Where a job's outputs go as long as the user does not say otherwise. */
export function followedRoot(runRoot: string, jobId: string): string {
  return join(runRoot, jobId);
}

export function followsRunRoot({ json }: DraftJob, runRoot: string): boolean {
  return json.output_root === followedRoot(runRoot, textOf(json.job_id)) || json.output_root === json.job_id;
}

export function uniqueId(wanted: string, jobs: readonly DraftJob[]): string {
  const taken = new Set(jobs.map(idOf));
  let id = wanted;
  for (let n = 2; taken.has(id); n++) id = `${wanted}_${n}`;
  return id;
}

/** A new job of a kind; its required arguments are still to be given. */
export function newJob(kind: JobKind, runRoot: string, jobs: readonly DraftJob[]): DraftJob {
  const job_id = uniqueId(KIND_COMMANDS[kind], jobs);
  const output_root = followedRoot(runRoot, job_id);
  const resources = { gpus: kind === 'bezierfit_mem_analyze' ? 0 : 1, procs: null };
  const json: Record<string, Json> = { job_id, kind, enabled: true, output_root, resources, depends_on: [], args: {} };
  return { key: newKey(), json };
}
