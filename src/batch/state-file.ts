import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isoUtc } from '../base/clock.ts';
import { ownIdentity, type ProcessIdentity } from '../base/process-identity.ts';
import { estimate, type Estimate } from './estimate.ts';
import { FAILURE_CLASSES } from './failure.ts';
import { freeGpus } from './gpu-pool.ts';
import { identitySchema, progressSchema, stderrPath, stdoutPath } from './records.ts';
import { sortedJson } from './sorted-json.ts';
import { waitingReasons } from './waiting.ts';
import { statusWord, type BatchState, type JobEntry } from './state.ts';

/** `scheduler_state.json`: its form is a contract with people's scripts (contract 5). */

export const STATE_SCHEMA_VERSION = 1;

/** What changes with time alone; it is put into the finished text, in the order in which it stands there. */
const OUTLOOK = /(?<="(?:expected_end_utc|expected_gpus|expected_start_utc|reason_waiting)": )null/;

/** Unchanged entries are the same objects, so that only changed jobs are put into words again; in pieces round the outlook. */
const fragments = new WeakMap<JobEntry, string[]>();

function jobFragment(entry: JobEntry): string[] {
  let pieces = fragments.get(entry);
  if (pieces === undefined) {
    const text = `\n${JSON.stringify(jobObject(entry), null, 2)}`.replaceAll('\n', '\n    ');
    pieces = entry.status.name === 'done' ? [text] : text.split(OUTLOOK);
    fragments.set(entry, pieces);
  }
  return pieces;
}

function withOutlook(entry: JobEntry, expected: Estimate | undefined, waiting: string): string {
  const pieces = jobFragment(entry);
  if (pieces.length === 1) return pieces[0] ?? '';
  const outlook = [wholeSecond(expected?.endMs), gpuList(expected?.gpus), wholeSecond(expected?.startMs), waiting];
  return pieces.map((piece, i) => piece + (outlook[i] ?? '')).join('');
}

/** As JSON.stringify writes it at this depth. */
function gpuList(gpus: readonly number[] | null | undefined): string {
  if (!gpus || gpus.length === 0) return gpus ? '[]' : 'null';
  return `[\n        ${gpus.join(',\n        ')}\n      ]`;
}

function wholeSecond(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? 'null' : `"${isoUtc(1000 * Math.round(ms / 1000))}"`;
}

/** Its keys stand in sorted order: sorting those of 10,000 jobs would take most of the time. */
function jobObject({ job, status }: JobEntry): Record<string, unknown> {
  const progress = status.name === 'running' || status.name === 'done' ? status.progress : null;
  return {
    assigned_gpus: status.name === 'queued' ? [] : status.gpus,
    depends_on: job.depends_on,
    enabled: job.enabled,
    expected_end_utc: null,
    expected_gpus: null,
    expected_start_utc: null,
    failed_attempts: status.failed.total,
    failure: status.name === 'done' ? status.failure : null,
    finished_utc: status.name === 'done' ? status.finishedUtc : null,
    job_id: job.job_id,
    kind: job.kind,
    out_of_memory_attempts: status.failed.outOfMemory,
    output_root: job.output_root,
    pid: status.name === 'running' ? status.identity.pid : status.name === 'done' ? status.pid : null,
    progress: progress && {
      done: progress.done,
      eta_s: progress.eta_s,
      rate: progress.rate,
      total: progress.total,
      unit: progress.unit,
    },
    reason: status.name === 'queued' || status.name === 'done' ? status.reason : null,
    reason_waiting: null,
    resources: { gpus: job.resources.gpus, procs: job.resources.procs },
    returncode: status.name === 'done' ? status.returncode : null,
    started_utc: status.name === 'queued' ? null : status.startedUtc,
    status: statusWord(status),
    stderr_path: stderrPath(job),
    stdout_path: stdoutPath(job),
  };
}

/** The whole file, keys sorted; `updatedUtc` is the moment of this version. */
export function formatState(
  state: BatchState,
  nowMs: number,
  updatedUtc = isoUtc(nowMs),
  owner: ProcessIdentity = ownIdentity(),
): string {
  const counts = { queued: 0, running: 0, success: 0, failed: 0, canceled: 0 };
  for (const { status } of state.jobs) counts[statusWord(status)]++;
  const { gpus, policy, max_running_jobs, fail_fast } = state.settings;
  const head = sortedJson({
    schema_version: STATE_SCHEMA_VERSION,
    started_utc: state.startedUtc,
    finished_utc: state.finishedUtc,
    updated_utc: updatedUtc,
    owner,
    scheduler: { gpus, policy, max_running_jobs, fail_fast },
    counts,
    free_gpus: freeGpus(state.pool),
    jobs: [],
  });
  const estimates = estimate(state, nowMs);
  const waiting = waitingReasons(state).map((words) => JSON.stringify(words));
  const jobs = state.jobs.map((entry, i) => withOutlook(entry, estimates[i], waiting[i] ?? 'null')).join(',');
  return `${head.replace('"jobs": []', () => `"jobs": [${jobs}\n  ]`)}\n`;
}

const failureSchema = z.object({
  class: z.enum(FAILURE_CLASSES).catch('bug'),
  advice: z.string(),
  last_line: z.string().nullable(),
  partial: z.string().nullable().default(null),
});
const utc = z.string();
const jobSchema = z.object({
  job_id: z.string(),
  kind: z.string(),
  output_root: z.string(),
  status: z.enum(['queued', 'running', 'success', 'failed', 'canceled']),
  assigned_gpus: z.array(z.int()),
  pid: z.int().nullable(),
  returncode: z.int().nullable(),
  started_utc: utc.nullable(),
  finished_utc: utc.nullable(),
  reason: z.string().nullable(),
  progress: progressSchema.nullish(),
  failure: failureSchema.nullish(),
  reason_waiting: z.string().nullish(),
  expected_start_utc: utc.nullish(),
  expected_end_utc: utc.nullish(),
  expected_gpus: z.array(z.int()).nullish(),
  failed_attempts: z.int().optional(),
  out_of_memory_attempts: z.int().optional(),
  enabled: z.boolean().catch(true),
  resources: z.object({ gpus: z.int(), procs: z.int().nullable() }).catch({ gpus: 1, procs: null }),
  depends_on: z.array(z.string()).catch([]),
});
const settingsSchema = z.object({
  gpus: z.array(z.int()),
  policy: z.string(),
  max_running_jobs: z.int().nullable(),
  fail_fast: z.boolean(),
});
const stateSchema = z.object({
  schema_version: z.literal(STATE_SCHEMA_VERSION),
  started_utc: utc,
  finished_utc: utc.nullable(),
  updated_utc: utc.optional().catch(undefined),
  owner: identitySchema.optional(),
  scheduler: settingsSchema.optional().catch(undefined),
  free_gpus: z.array(z.int()).catch([]),
  jobs: z.array(jobSchema),
});

/** A state as it was saved, by us or by the older program (which names no owner and no progress). */
export type SavedState = z.infer<typeof stateSchema>;
export type SavedJob = SavedState['jobs'][number];

/** Parses a state file; `unreadable` says what is wrong with it. A missing file is null. */
export function readState(path: string): SavedState | { unreadable: string } | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  if (text.trim() === '') return { unreadable: 'it is empty' };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { unreadable: 'it is not whole JSON' };
  }
  const parsed = stateSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return { unreadable: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown form'}` };
}
