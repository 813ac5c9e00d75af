import { readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { errorCode } from '../base/errors.ts';
import type { ProcessIdentity } from '../base/process-identity.ts';
import { pathsOf, type ExpectedOutputs } from '../jobs/io/expected-outputs.ts';
import type { PlannedJob } from '../spec/types.ts';
import type { MissingOutput } from './check-outputs.ts';
import { sortedJson } from './sorted-json.ts';
import type { Done, Progress } from './state.ts';

/** The files of a job's `output_root` that the scheduler writes or reads. A missing or unreadable one reads as null. */

/** A process, as the state, the locks and the jobs' records spell it. */
export const identitySchema = z.object({
  pid: z.int().positive(),
  process_start: z.string().nullable(),
  boot_id: z.string().nullable(),
  host: z.string(),
});
const jobIdentitySchema = identitySchema.extend({ attempt: z.coerce.number().default(0) });
const exitSchema = z.object({
  returncode: z.int(),
  attempt: z.coerce.number(),
  finished_utc: z.string().optional(),
  error: z.object({ type: z.string(), message: z.string() }).nullish(),
});
const foldersSchema = z.record(z.string(), z.array(z.string()));
const outputsSchema = z.object({
  attempt: z.int(),
  task: z.string(),
  params_hash: z.string(),
  items: foldersSchema,
  files: foldersSchema,
});
const resultSchema = z.object({ returncode: z.int(), pid: z.int(), finished_utc: z.string() });
const specSchema = z.object({ assigned_gpus: z.array(z.int()), argv: z.array(z.string()) });
export const progressSchema = z.object({
  done: z.number(),
  total: z.number(),
  unit: z.string().default(''),
  rate: z.number().nullable().default(null),
  eta_s: z.number().nullable().default(null),
});

export type IdentityRecord = z.infer<typeof jobIdentitySchema>;

function read<T>(outputRoot: string, name: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.parse(JSON.parse(readFileSync(join(outputRoot, name), 'utf8')));
  } catch {
    return null;
  }
}

/** Who runs (or ran) the job: written by the scheduler after the spawn and, alike, by the job itself. */
export const readIdentity = (outputRoot: string): IdentityRecord | null =>
  read(outputRoot, 'job_identity.json', jobIdentitySchema);
/** How the job says it ended. */
export const readExit = (outputRoot: string): z.infer<typeof exitSchema> | null =>
  read(outputRoot, 'job_exit.json', exitSchema);
/** How a scheduler saw the job end. */
export const readResult = (outputRoot: string): z.infer<typeof resultSchema> | null =>
  read(outputRoot, 'job_result.json', resultSchema);
/** What the job says that it will have made. */
export function readExpectedOutputs(outputRoot: string): { attempt: number; outputs: ExpectedOutputs } | null {
  const record = read(outputRoot, 'job_outputs.json', outputsSchema);
  if (!record) return null;
  const { attempt, task, params_hash: paramsHash, items, files } = record;
  return { attempt, outputs: { task, paramsHash, items: pathsOf(items), files: pathsOf(files) } };
}
/** What the job was last started with. */
export const readResolvedSpec = (outputRoot: string): z.infer<typeof specSchema> | null =>
  read(outputRoot, 'job_spec_resolved.json', specSchema);
export const readProgress = (outputRoot: string): Progress | null =>
  read(outputRoot, 'job_progress.json', progressSchema);

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
