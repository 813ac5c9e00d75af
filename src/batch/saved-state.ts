import { readFileSync } from 'node:fs';
import { cannotRead, errorCode, refuse } from '../base/errors.ts';
import {
  FormError,
  flag,
  listOf,
  nullable,
  objectOf,
  oneOf,
  optional,
  otherwise,
  text,
  whole,
  withDefault,
} from '../base/form.ts';
import type { ProcessIdentity } from '../base/process-identity.ts';
import { FAILURE_CLASSES, type Failure } from './failure.ts';
import { identityForm, progressForm } from './records.ts';
import type { Progress } from './state.ts';

export const STATE_SCHEMA_VERSION = 1;

/** A state as it was saved, by us or by the older program (which names no owner and no progress). */
export interface SavedState {
  schema_version: typeof STATE_SCHEMA_VERSION;
  started_utc: string;
  finished_utc: string | null;
  updated_utc?: string;
  owner?: ProcessIdentity;
  stopping?: { reason: string; since_utc: string } | null;
  scheduler?: { gpus: number[]; policy: string; max_running_jobs: number | null; fail_fast: boolean };
  free_gpus: number[];
  jobs: SavedJob[];
}

export interface SavedJob {
  job_id: string;
  kind: string;
  output_root: string;
  status: 'queued' | 'running' | 'success' | 'failed' | 'canceled';
  assigned_gpus: number[];
  pid: number | null;
  returncode: number | null;
  started_utc: string | null;
  finished_utc: string | null;
  reason: string | null;
  progress?: Progress | null;
  failure?: Failure | null;
  reason_waiting?: string | null;
  expected_start_utc?: string | null;
  expected_end_utc?: string | null;
  expected_gpus?: number[] | null;
  /** Starts so far. */
  attempts?: number;
  failed_attempts?: number;
  out_of_memory_attempts?: number;
  faulty_gpus?: number[];
  enabled: boolean;
  resources: { gpus: number; procs: number | null };
  /** Workers, resolved; null for a kind that takes none. */
  procs?: number | null;
  depends_on: string[];
}

const failureForm = objectOf<Failure>({
  class: otherwise(oneOf(...FAILURE_CLASSES), 'bug'),
  advice: text,
  last_line: nullable(text),
  partial: withDefault(nullable(text), null),
});
const maybeText = optional(nullable(text));
const jobForm = objectOf<SavedJob>({
  job_id: text,
  kind: text,
  output_root: text,
  status: oneOf('queued', 'running', 'success', 'failed', 'canceled'),
  assigned_gpus: listOf(whole),
  pid: nullable(whole),
  returncode: nullable(whole),
  started_utc: nullable(text),
  finished_utc: nullable(text),
  reason: nullable(text),
  progress: optional(nullable(progressForm)),
  failure: optional(nullable(failureForm)),
  reason_waiting: maybeText,
  expected_start_utc: maybeText,
  expected_end_utc: maybeText,
  expected_gpus: optional(nullable(listOf(whole))),
  attempts: optional(whole),
  failed_attempts: optional(whole),
  out_of_memory_attempts: optional(whole),
  faulty_gpus: optional(listOf(whole)),
  enabled: otherwise(flag, true),
  resources: otherwise(objectOf({ gpus: whole, procs: nullable(whole) }), { gpus: 1, procs: null }),
  procs: optional(nullable(whole)),
  depends_on: otherwise(listOf(text), []),
});
const stateForm = objectOf<SavedState>({
  schema_version: oneOf(STATE_SCHEMA_VERSION),
  started_utc: text,
  finished_utc: nullable(text),
  updated_utc: otherwise(text, undefined),
  owner: optional(identityForm),
  stopping: otherwise(objectOf({ reason: text, since_utc: text }), null),
  scheduler: otherwise(
    objectOf({ gpus: listOf(whole), policy: text, max_running_jobs: nullable(whole), fail_fast: flag }),
    undefined,
  ),
  free_gpus: otherwise(listOf(whole), []),
  jobs: listOf(jobForm),
});

/**
 * Parses a state file; `unreadable` says what is wrong with it. A missing file is null.
 * @throws InputError when the file is there but cannot be read
 */
export function readState(path: string): SavedState | { unreadable: string } | null {
  let json: string;
  try {
    json = readFileSync(path).toString(); // half the time of reading it as text
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? null : refuse(path, cannotRead(error));
  }
  if (json.trim() === '') return { unreadable: 'it is empty' };
  try {
    return stateForm(JSON.parse(json));
  } catch (error) {
    if (error instanceof FormError) return { unreadable: `${error.place.join('.') || 'the file'}: ${error.message}` };
    return { unreadable: 'it is not whole JSON' };
  }
}
