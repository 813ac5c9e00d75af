import type { ApiProblem } from './errors.ts';

/** The spec that is edited. */

/** A batch spec as JSON; it may still be incomplete. */
export type SpecJson = { [key: string]: unknown };

export interface RunRootRequest {
  runRoot: string;
}

export interface PathRequest {
  path: string;
}

export interface SpecRequest extends RunRootRequest {
  spec: SpecJson;
}

export interface SpecAnswer {
  spec: SpecJson;
  problems: ApiProblem[];
}

export interface Draft extends RunRootRequest {
  /** null: nothing yet. */
  spec: SpecJson | null;
  /** Changes with every save; send it back. Empty: nothing saved yet. */
  revision: string;
  savedUtc: string | null;
  /** Where it comes from: the draft, or the spec of the last start. */
  source: 'draft' | 'spec' | 'none';
  /** The page's own state (undo history, say); never looked at. */
  extra: unknown;
}

export interface DraftSave extends SpecRequest {
  /** Of the draft that was edited; another one's newer save is not overwritten. null: overwrite. */
  revision: string | null;
  extra?: unknown;
}

export interface Validation {
  problems: ApiProblem[];
  /** What was inferred, and warnings. */
  notes: string[];
  jobs: JobForecast[];
  disk: { folder: string; needBytes: number; freeBytes: number }[];
  gpus: number[];
}

export interface JobForecast {
  jobId: string;
  outputRoot: string;
  dependsOn: string[];
  inputBaseDir: string;
  procs: number;
  /** One line for a shell. */
  command: string;
  particles: number;
  items: number;
  unit: string;
  outputBytes: number;
}

export interface BaseDirRequest extends RunRootRequest {
  kind: string;
  args: { [name: string]: unknown };
}

export interface BaseDir {
  /** null as long as there is no primary input. */
  inputBaseDir: string | null;
}
