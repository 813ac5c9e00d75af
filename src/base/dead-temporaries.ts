import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './errors.ts';
import { processStart } from './process-identity.ts';

/** `.NAME.PID.tmp`, the temporary name of atomic-file.ts. */
export const TEMPORARY = /^\.(.+)\.(\d+)\.tmp$/s;

/** Removes temporary files directly in a folder that is one job's (or scheduler's) own, when the process that made them is gone. */
export function removeDeadTemporaries(folder: string): void {
  for (const entry of listFolder(folder)) {
    const pid = Number(TEMPORARY.exec(entry)?.[2]);
    if (pid > 0 && processStart(pid) === null) rmSync(join(folder, entry), { force: true });
  }
}

/** The names in a folder; none when it does not exist. */
export function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}
