import { hostname } from 'node:os';
import { isoUtc } from '../base/clock.ts';
import { VERSION } from '../base/version.ts';
import type { Lock } from '../formats/mxt/lock.ts';
import type { MxtInputs, MxtRun } from '../formats/mxt/types.ts';
import type { JobKind } from '../spec/params.ts';
import type { ImageJobArgs } from './job-args.ts';

/** One output of a job and what it is made of. */
export interface Item {
  inputPath: string;
  outputPath: string;
  inputs: MxtInputs;
  /** For the START line. */
  startFields?: Record<string, string>;
  /** Throws when the output cannot be what the job writes (shape, size). */
  checkOutput: () => void;
  /** A failure leaves the sidecar of an earlier success in place: it shows whether its output was edited since. */
  keepsOldSidecar?: boolean;
}

export interface ItemSwitches {
  resume: boolean;
  force: boolean;
  adoptExistingOutputs: boolean;
  skipFailed: boolean;
}

/** The switches among a job's arguments. */
export function switchesOf(args: ImageJobArgs): ItemSwitches {
  const { resume, force, adopt_existing_outputs: adoptExistingOutputs, skip_failed: skipFailed } = args;
  return { resume, force, adoptExistingOutputs, skipFailed };
}

export interface ItemNames {
  kind: JobKind;
  /** Keys of the event log. */
  inputKey: string;
  outputKey: string;
  /** `saved` (PMS) or `finished` (MMS). */
  doneWord: string;
}

/** An item in work: its lock is held. */
export interface Claim {
  item: Item;
  lock: Lock;
  runId: string;
  startedUtc: string;
  startedMs: number;
}

/** The `run` part of a sidecar that is written now. */
export function runOf({ runId, startedUtc, startedMs }: Pick<Claim, 'runId' | 'startedUtc' | 'startedMs'>): MxtRun {
  return {
    run_id: runId,
    started_utc: startedUtc,
    finished_utc: isoUtc(),
    duration_sec: (performance.now() - startedMs) / 1000,
    pid: process.pid,
    host: hostname(),
    software_version: VERSION,
    git_commit: null,
  };
}
