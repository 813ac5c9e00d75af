import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCommand } from '../../../src/batch/command-record.ts';
import {
  readExit,
  readExpectedOutputs,
  readIdentity,
  readProgress,
  readResolvedSpec,
  readResult,
} from '../../../src/batch/records.ts';
import { readState } from '../../../src/batch/saved-state.ts';
import { statusText } from '../../../src/cli/commands/status.ts';
import { lockHolder } from '../../../src/formats/mxt/lock.ts';
import { readMxt } from '../../../src/formats/mxt/read.ts';
import { mutateJson } from '../mutate-json.ts';
import { confirm, type Target, type Verdict } from '../target.ts';
import { verdictOf } from './refusal.ts';

const UTC = '2026-11-22T10:00:00.000000+00:00';
const IDENTITY = { pid: 4_000_000, process_start: '12345', boot_id: '0000-1111', host: 'workstation' };

const notJson = (message: string): boolean => message.includes('is not valid JSON');

function jsonOf(bytes: Uint8Array): Record<string, unknown> {
  return JSON.parse(
    Buffer.from(bytes)
      .toString('utf8')
      .replace(/^\uFEFF/, ''),
  ) as Record<string, unknown>;
}

function isJson(bytes: Uint8Array): boolean {
  try {
    jsonOf(bytes);
    return true;
  } catch {
    return false;
  }
}

/** A reader that gives null (or `unreadable`) for what it cannot use. */
function jsonTarget(name: string, whole: object, read: (path: string, bytes: Uint8Array) => boolean): Target {
  return {
    name,
    seeds: [Buffer.from(JSON.stringify(whole, null, 2))],
    mutate: mutateJson,
    judge: (path, bytes): Verdict =>
      verdictOf(path, () => (read(path, bytes) ? 'read' : isJson(bytes) ? 'refused' : 'head'), notJson),
  };
}

/** What a record says must stand in its file, field by field. */
function confirmFields(read: object, given: object, names: readonly string[]): void {
  for (const name of names) {
    const [got, expected] = [read, given].map((one) => JSON.stringify((one as Record<string, unknown>)[name]));
    confirm(got === expected, `${name}: ${got} where the file has ${expected}`);
  }
}

export function recordTargets(): Target[] {
  return [sidecarTarget(), stateTarget(), ...jobRecordTargets(), lockTarget(), commandTarget()];
}

function sidecarTarget(): Target {
  const file = { path: '/out/a.mrc', size_bytes: 4096, mtime_ns: 1795376988299567, crc32: 305419896 };
  const whole = {
    mxt_schema: 1,
    task: 'bezierfit_particle_pms',
    status: 'success',
    params: { points_step: 0.005 },
    params_hash: 'ab12',
    inputs: { raw_stack: file },
    output: { path: '/out/a.mrc', file },
    run: { run_id: 'x', pid: 7 },
    adopted: false,
  };
  return jsonTarget('sidecar', whole, (path, bytes) => {
    const record = readMxt(path);
    confirm(record !== null, 'a file that is there was not found');
    const given = jsonOf(bytes);
    confirmFields(record, given, ['task', 'status', 'params_hash']);
    confirmFields(record.output, given.output as object, ['path']);
    if (record.output.file === null) confirm(record.status === 'failed', 'a success without a file');
    else confirmFields(record.output.file, (given.output as { file: object }).file, ['path', 'size_bytes']);
    return true;
  });
}

function stateTarget(): Target {
  const job = {
    job_id: 'pms', kind: 'bezierfit_particle_pms', output_root: '/out', status: 'running', assigned_gpus: [0], pid: 4_000_000,
    returncode: null, started_utc: UTC, finished_utc: null, reason: null, depends_on: ['fit'], enabled: true, failed_attempts: 0,
    out_of_memory_attempts: 0, resources: { gpus: 1, procs: 2 }, stdout_path: '/out/o', stderr_path: '/out/e', reason_waiting: null,
    progress: { done: 1, total: 10, unit: 'particles', rate: 2.5, eta_s: 4 }, failure: null, expected_start_utc: null, expected_end_utc: UTC,
  }; // prettier-ignore
  const failure = { class: 'bug', advice: 'look', last_line: 'boom', partial: '1/2' };
  const whole = {
    schema_version: 1, started_utc: UTC, finished_utc: null, updated_utc: UTC, owner: IDENTITY, free_gpus: [1],
    scheduler: { gpus: [0, 1], policy: 'fill_first', max_running_jobs: 2, fail_fast: true },
    counts: { queued: 0, running: 1, success: 0, failed: 1, canceled: 0 },
    jobs: [job, { ...job, job_id: 'bad', status: 'failed', returncode: 1, failure, finished_utc: UTC }],
  }; // prettier-ignore
  return jsonTarget('state', whole, (path, bytes) => {
    const state = readState(path);
    confirm(state !== null, 'a file that is there was not found');
    if ('unreadable' in state) {
      confirm(state.unreadable.trim().length > 3, 'no words for what is wrong');
      return false;
    }
    const given = jsonOf(bytes) as { jobs: object[] };
    confirmFields(state, given, ['schema_version', 'started_utc', 'finished_utc']);
    confirm(state.jobs.length === given.jobs.length, 'another number of jobs');
    const names = [
      'job_id',
      'kind',
      'output_root',
      'status',
      'assigned_gpus',
      'pid',
      'returncode',
      'started_utc',
      'finished_utc',
      'reason',
    ];
    state.jobs.forEach((one, i) => confirmFields(one, given.jobs[i]!, names));
    confirm(!/undefined|\[object/.test(statusText(state)), 'the status shows what is not there');
    return true;
  });
}

function jobRecordTargets(): Target[] {
  const folders = { '/out/subtracted': ['a.mrc', 'b.mrc'] };
  const records: [string, object, (root: string) => object | null, string[]][] = [
    ['job_identity.json', { ...IDENTITY, attempt: 2 }, readIdentity, ['pid', 'process_start', 'boot_id', 'host']],
    ['job_exit.json', { attempt: 1, error: { type: 'X', message: 'y' }, finished_utc: UTC, returncode: 1 }, readExit, ['returncode', 'finished_utc']],
    ['job_result.json', { returncode: 0, pid: 7, finished_utc: UTC, status: 'success' }, readResult, ['returncode', 'pid', 'finished_utc']],
    ['job_progress.json', { done: 1, total: 3, unit: 'stacks', rate: 1.5, eta_s: null }, readProgress, ['done', 'total']],
    ['job_spec_resolved.json', { assigned_gpus: [0], argv: ['node', 'main.js', 'pms'] }, readResolvedSpec, ['assigned_gpus', 'argv']],
    ['job_outputs.json', { attempt: 1, task: 'pms', params_hash: 'a', items: folders, files: {} }, readExpectedOutputs, ['attempt']],
  ]; // prettier-ignore
  return records.map(([name, whole, read, fields]) =>
    jsonTarget(name, whole, (path, bytes) => {
      const folder = `${path}.root`;
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, name), bytes);
      const record = read(folder);
      if (record !== null) confirmFields(record, jsonOf(bytes), fields);
      return record !== null;
    }),
  );
}

/** A lock is held or it is not; a damaged one is never an error. */
function lockTarget(): Target {
  const whole = { ...IDENTITY, run_id: 'r', started_utc: UTC };
  return jsonTarget('lock', whole, (path, bytes) => {
    writeFileSync(`${path}.lock`, bytes);
    const holder = lockHolder(path);
    confirm(holder === null || typeof holder.pid === 'number', 'a holder without a pid');
    return isJson(bytes);
  });
}

/** `bezierfit_batch.command.json`, on which `resume` rests. */
function commandTarget(): Target {
  const whole = {
    spec: { jobs: [] },
    spec_path: '/runs/spec.json',
    state_path: '/runs/state.json',
    options: { gpus: '0' },
  };
  return jsonTarget('command record', whole, (path, bytes) => {
    const folder = `${path}.root`;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'bezierfit_batch.command.json'), bytes);
    const { specPath, statePath } = readCommand(folder);
    confirmFields({ spec_path: specPath, state_path: statePath }, jsonOf(bytes), ['spec_path', 'state_path']);
    return true;
  });
}
