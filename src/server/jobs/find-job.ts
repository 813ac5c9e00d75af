import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type JsonObject } from '../../base/json-object.ts';
import { JOB_KINDS, paramOf, type JobKind, type ParamValue } from '../../spec/params.ts';
import type { JobArgs } from '../../spec/types.ts';
import { readDraft } from '../batch/drafts.ts';
import { shellLine } from '../batch/shell-line.ts';
import { savedState } from '../batch/start.ts';
import { HttpError } from '../http-error.ts';
import { planDraft } from './planned-batch.ts';

/** A job as it runs, or would run. */
export interface FoundJob {
  jobId: string;
  kind: JobKind;
  outputRoot: string;
  /** Absolute paths, `input_base_dir` resolved; defaults are not in it. */
  args: JobArgs;
  command: string;
  isRunning: boolean;
}

/** A job of a run root: as its scheduler started it, else as the spec would start it. @throws HttpError 404, InputError */
export async function findJob(runRoot: string, jobId: string): Promise<FoundJob> {
  const saved = savedState(runRoot)?.jobs.find((job) => job.job_id === jobId);
  const resolved = saved && readJsonObject(join(saved.output_root, 'job_spec_resolved.json'));
  if (saved && resolved && JOB_KINDS.includes(resolved.kind as JobKind) && resolved.job_id === jobId) {
    return {
      jobId,
      kind: resolved.kind as JobKind,
      outputRoot: saved.output_root,
      args: resolved.args as JobArgs,
      command: shellLine(Array.isArray(resolved.argv) ? resolved.argv.map(String) : []),
      isRunning: saved.status === 'running',
    };
  }
  if (saved && readDraft(runRoot).spec === null) throw new HttpError(404, `${jobId} has not started yet`);
  const { jobs } = await planDraft(runRoot);
  const job = jobs.find((one) => one.job_id === jobId);
  if (!job) throw new HttpError(404, `There is no job ${jobId} in ${runRoot}`);
  return {
    jobId,
    kind: job.kind,
    outputRoot: job.output_root,
    args: job.args,
    command: shellLine(job.argv),
    isRunning: false,
  };
}

/** A JSON object of a file, or null when it is missing or damaged. */
export function readJsonObject(path: string): JsonObject | null {
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isJsonObject(json) ? json : null;
  } catch {
    return null;
  }
}

/** An argument as given, else its default. */
export function argOf({ kind, args }: FoundJob, name: string): ParamValue {
  return args[name] ?? paramOf(kind, name)?.default ?? null;
}

export function requireKind(job: FoundJob, kinds: readonly JobKind[], what: string): void {
  if (!kinds.includes(job.kind)) throw new HttpError(400, `${job.jobId} is no job with ${what}`);
}
