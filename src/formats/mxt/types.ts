import type { Fingerprint } from './fingerprint.ts';
import type { MxtParams } from './params-hash.ts';

/** What an output was made from. PMS and MMS: contract 7; `deps` and lists are recorded, single fingerprints are compared. */
export type MxtInputs = Record<string, Fingerprint | Fingerprint[] | MxtDependency | MxtDependency[]>;

/** The PMS result on which a micrograph rests. */
export interface MxtDependency {
  particle_pms_params_hash: string | null;
  particle_stack_mxt_path: string | null;
}

export interface MxtRun {
  run_id: string;
  started_utc: string;
  finished_utc: string;
  duration_sec: number;
  pid: number;
  host: string;
  software_version: string;
  git_commit: string | null;
}

export interface MxtError {
  type: string;
  message: string;
  traceback: string;
}

interface MxtCommon {
  task: string;
  params: MxtParams;
  params_hash: string;
  inputs: MxtInputs;
  run: MxtRun;
  adopted: boolean;
}

/** One sidecar. Only a success has an output file, only a failure has an error. */
export type Mxt =
  | (MxtCommon & { status: 'success'; output: { path: string; file: Fingerprint } })
  | (MxtCommon & { status: 'failed'; output: { path: string }; error: MxtError });

/** What other programs and older versions left behind: the fields that decisions rest on, checked. */
export interface MxtRecord {
  task: string;
  status: 'success' | 'failed';
  params_hash: string;
  inputs: Record<string, unknown>;
  output: { path: string; file: Fingerprint | null };
  adopted: boolean;
}
