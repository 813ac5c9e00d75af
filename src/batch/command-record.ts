import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { orRefuse, refuse } from '../base/errors.ts';
import { formatJson, readJsonFile, type Json } from '../base/json.ts';
import { isJsonObject } from '../base/json-object.ts';
import type { BatchOverrides } from './load-batch.ts';

/** What a batch was started with, kept in its run root so that `resume` can give the same command again. */
export interface BatchCommand {
  specPath: string;
  /** The spec as it was read. */
  spec: Json;
  statePath: string;
  overrides: BatchOverrides;
}

const NAME = 'bezierfit_batch.command.json';

/** Writes it into the run root. */
export function writeCommand(runRoot: string, { specPath, spec, statePath, overrides }: BatchCommand): void {
  const { gpus, policy, maxRunningJobs } = overrides;
  const options = { gpus, policy, max_running_jobs: maxRunningJobs };
  const record = { spec_path: specPath, state_path: statePath, options, spec };
  const path = join(runRoot, NAME);
  orRefuse(path, () => writeFileAtomic(path, formatJson(record)));
}

/** @throws InputError when there is none, or it is damaged */
export function readCommand(runRoot: string): BatchCommand {
  const path = join(runRoot, NAME);
  if (!existsSync(path))
    refuse(runRoot, 'there is no batch here; expected a run root (the folder of a scheduler_state.json)');
  const json = readJsonFile(path);
  const { spec_path: specPath, state_path: statePath, options, spec } = isJsonObject(json) ? json : {};
  if (typeof specPath !== 'string' || typeof statePath !== 'string' || spec === undefined) {
    refuse(path, 'is not the record of a batch; give the command itself: bezierfit batch --spec ...');
  }
  const { gpus, policy, max_running_jobs: maxRunningJobs } = (options ?? {}) as Record<string, string | undefined>;
  const given = Object.entries({ gpus, policy, maxRunningJobs }).filter(([, value]) => typeof value === 'string');
  return { specPath, statePath, spec, overrides: Object.fromEntries(given) };
}
