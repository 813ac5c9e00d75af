import { accessSync, constants, existsSync, linkSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { messageOf, type Problem } from '../base/errors.ts';
import type { PlannedJob } from '../spec/types.ts';

/** `bezierfit_batch.pid`: for `kill`. (contract 5) */
export function writePidFile(runRoot: string): void {
  writeFileAtomic(pidPath(runRoot), `${process.pid}\n`, { durable: false });
}

/** Removes the pid file unless it is another scheduler's by now. */
export function removePidFile(runRoot: string): void {
  try {
    if (readFileSync(pidPath(runRoot), 'utf8').trim() === String(process.pid)) rmSync(pidPath(runRoot));
  } catch {
    // Somebody has removed it already.
  }
}

const pidPath = (runRoot: string): string => join(runRoot, 'bezierfit_batch.pid');

/** Keeps a copy of the state file as `NAME.<tag>.json` beside it, never over an older copy; returns the copy's path. */
export function keepState(statePath: string, tag: string): string {
  const stem = basename(statePath, extname(statePath));
  const safeTag = tag.replace(/\+00:00$/, 'Z').replaceAll(':', '');
  for (let number = 1; ; number++) {
    const name = `${stem}.${safeTag}${number > 1 ? `.${number}` : ''}.json`;
    const copy = join(dirname(statePath), name);
    if (existsSync(copy)) continue;
    linkSync(statePath, copy);
    return copy;
  }
}

/** Output roots in which nothing could be written: known before anything starts. */
export function outputRootProblems(jobs: readonly PlannedJob[]): Problem[] {
  return jobs.filter((job) => job.enabled).flatMap(problemOf);
}

function problemOf({ job_id, output_root }: PlannedJob): Problem[] {
  let folder = output_root;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return [];
  } catch (error) {
    return [{ where: `job ${job_id}: output_root`, message: `cannot write in ${folder}: ${messageOf(error)}` }];
  }
}
