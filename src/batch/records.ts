import { readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { errorCode } from '../base/errors.ts';
import {
  listOf,
  mapOf,
  nullable,
  number,
  objectOf,
  optional,
  positive,
  text,
  whole,
  withDefault,
  type Form,
} from '../base/form.ts';
import type { ProcessIdentity } from '../base/process-identity.ts';
import { pathsOf, type ExpectedOutputs } from '../jobs/io/expected-outputs.ts';
import type { PlannedJob } from '../spec/types.ts';
import type { MissingOutput } from './check-outputs.ts';
import { sortedJson } from './sorted-json.ts';
import type { Done, Progress } from './state.ts';

/** The files of a job's `output_root` that the scheduler writes or reads. A missing or unreadable one reads as null. */

/** A process, as the state, the locks and the jobs' records spell it. */
const identityFields = {
  pid: positive,
  process_start: nullable(text),
  boot_id: nullable(text),
  host: text,
  pid_namespace: optional(text),
};
export const identityForm = objectOf<ProcessIdentity>(identityFields);
export type IdentityRecord = ProcessIdentity & { attempt: number };
const jobIdentityForm = objectOf<IdentityRecord>({ ...identityFields, attempt: withDefault(whole, 0) });

export interface ExitRecord {
  returncode: number;
  attempt: number;
  finished_utc?: string;
  error?: { type: string; message: string } | null;
}
const exitForm = objectOf<ExitRecord>({
  returncode: whole,
  attempt: whole,
  finished_utc: optional(text),
  error: optional(nullable(objectOf({ type: text, message: text }))),
});
const foldersForm = mapOf(listOf(text));
const outputsForm = objectOf({
  attempt: whole,
  task: text,
  params_hash: text,
  items: foldersForm,
  files: foldersForm,
});
const resultForm = objectOf({ returncode: whole, pid: whole, finished_utc: text });
const specForm = objectOf({ assigned_gpus: listOf(whole), argv: listOf(text) });
export const progressForm = objectOf<Progress>({
  done: number,
  total: number,
  unit: withDefault(text, ''),
  rate: withDefault(nullable(number), null),
  eta_s: withDefault(nullable(number), null),
  procs: optional(whole),
});

function read<T>(outputRoot: string, name: string, form: Form<T>): T | null {
  try {
    return form(JSON.parse(readFileSync(join(outputRoot, name), 'utf8')));
  } catch {
    return null;
  }
}

/** Who runs (or ran) the job: written by the scheduler after the spawn and, alike, by the job itself. */
export const readIdentity = (outputRoot: string): IdentityRecord | null =>
  read(outputRoot, 'job_identity.json', jobIdentityForm);
/** How the job says it ended. */
export const readExit = (outputRoot: string): ExitRecord | null => read(outputRoot, 'job_exit.json', exitForm);
/** How a scheduler saw the job end. */
export const readResult = (outputRoot: string): ReturnType<typeof resultForm> | null =>
  read(outputRoot, 'job_result.json', resultForm);
/** What the job says that it will have made. */
export function readExpectedOutputs(outputRoot: string): { attempt: number; outputs: ExpectedOutputs } | null {
  const record = read(outputRoot, 'job_outputs.json', outputsForm);
  if (!record) return null;
  const { attempt, task, params_hash: paramsHash, items, files } = record;
  return { attempt, outputs: { task, paramsHash, items: pathsOf(items), files: pathsOf(files) } };
}
/** What the job was last started with. */
export const readResolvedSpec = (outputRoot: string): ReturnType<typeof specForm> | null =>
  read(outputRoot, 'job_spec_resolved.json', specForm);
export const readProgress = (outputRoot: string): Progress | null =>
  read(outputRoot, 'job_progress.json', progressForm);

const RECORDS = ['job_identity.json', 'job_progress.json', 'job_outputs.json', 'job_exit.json', 'job_result.json'];

/** Removes what an earlier start left, so that every record found later is about the newest one. */
export function clearRecords(outputRoot: string): void {
  for (const name of RECORDS) {
    try {
      unlinkSync(join(outputRoot, name));
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
}

/** `job_identity.json`: who runs the job. (contract 9) */
export function writeIdentity(outputRoot: string, identity: ProcessIdentity, attempt: number): void {
  write(outputRoot, 'job_identity.json', { ...identity, attempt });
}

export const stdoutPath = (job: PlannedJob): string => join(job.output_root, 'scheduler_stdout.log');
export const stderrPath = (job: PlannedJob): string => join(job.output_root, 'scheduler_stderr.log');

/** `job_spec_resolved.json`: what is about to be started, and on which GPUs. (contract 6) */
export function writeResolvedSpec(job: PlannedJob, gpus: readonly number[]): void {
  write(job.output_root, 'job_spec_resolved.json', {
    job_id: job.job_id,
    kind: job.kind,
    output_root: job.output_root,
    resources: job.resources,
    depends_on: job.depends_on,
    assigned_gpus: gpus,
    argv: job.argv,
    args: job.args,
  });
}

/** `job_result.json`: how the job ended. A job that never started gets its end as its start, as ever. (contract 6) */
export function writeResult(job: PlannedJob, done: Done): void {
  write(job.output_root, 'job_result.json', {
    job_id: job.job_id,
    status: done.outcome,
    returncode: done.returncode,
    gpu_ids: done.gpus,
    output_root: job.output_root,
    pid: done.pid,
    started_utc: done.startedUtc ?? done.finishedUtc,
    finished_utc: done.finishedUtc,
    cmd_argv: job.argv,
    stdout_path: stdoutPath(job),
    stderr_path: stderrPath(job),
    ...(done.outcome === 'success' ? {} : { reason: done.reason, failure: done.failure, missing: missingOf(done) }),
  });
}

/** So many missing outputs are listed by name. */
const LISTED = 10_000;

function missingOf({ missing }: Done): { count: number; outputs: readonly MissingOutput[] } {
  return { count: missing.length, outputs: missing.slice(0, LISTED) };
}

function write(outputRoot: string, name: string, value: unknown): void {
  writeFileAtomic(join(outputRoot, name), `${sortedJson(value)}\n`, { durable: false });
}
