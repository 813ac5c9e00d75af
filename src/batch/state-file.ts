import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isoUtc } from '../base/clock.ts';
import { ownIdentity } from '../base/process-identity.ts';
import { estimate } from './estimate.ts';
import { FAILURE_CLASSES } from './failure.ts';
import { freeGpus } from './gpu-pool.ts';
import { JobTexts } from './job-text.ts';
import { identitySchema, progressSchema } from './records.ts';
import { sortedJson } from './sorted-json.ts';
import { waitingReasons } from './waiting.ts';
import { statusWord, type BatchState } from './state.ts';

/** `scheduler_state.json`: its form is a contract with people's scripts (contract 5). */

export const STATE_SCHEMA_VERSION = 1;
const COMMA = Buffer.from(',');

/**
 * The whole file, keys sorted; `nowMs` is the moment of this version.
 * @param texts whose memory the result lies in, until the next call with it
 */
export function formatState(state: BatchState, nowMs: number, texts = new JobTexts()): Buffer {
  const counts = { queued: 0, running: 0, success: 0, failed: 0, canceled: 0 };
  for (const { status } of state.jobs) counts[statusWord(status)]++;
  const { stopping, finishedUtc } = state;
  const { gpus, policy, max_running_jobs, fail_fast } = state.settings;
  const head = sortedJson({
    schema_version: STATE_SCHEMA_VERSION,
    started_utc: state.startedUtc,
    finished_utc: state.finishedUtc,
    updated_utc: isoUtc(nowMs),
    ...(stopping && finishedUtc === null && { stopping: { reason: stopping.reason, since_utc: stopping.sinceUtc } }),
    owner: ownIdentity(),
    scheduler: { gpus, policy, max_running_jobs, fail_fast },
    counts,
    free_gpus: freeGpus(state.pool),
    jobs: [],
  });
  const [before = '', after = ''] = head.split('"jobs": []');
  const estimates = estimate(state, nowMs);
  const waiting = waitingReasons(state);
  texts.begin(`${before}"jobs": [`);
  state.jobs.forEach((entry, i) => {
    if (i > 0) texts.add(COMMA);
    texts.addJob(entry, estimates[i], waiting[i] ?? null);
  });
  texts.add(Buffer.from(`\n  ]${after}\n`));
  return texts.bytes();
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
  stopping: z.object({ reason: z.string(), since_utc: utc }).nullish().catch(null),
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
  const { path: place = [], message = 'unknown form' } = parsed.error.issues[0] ?? {};
  const words = message.replace(/^Invalid \w+: /, '').replace('received undefined', 'got nothing');
  return { unreadable: `${place.join('.') || 'the file'}: ${words.replace('received', 'got')}` };
}
