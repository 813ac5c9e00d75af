import { accessSync, constants, copyFileSync, existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { makeFolder, writeFileAtomic } from '../base/atomic-file.ts';
import { cannotWrite, orRefuse, refuse } from '../base/errors.ts';

/** Makes the folder of the state file where there is none; returns it without symbolic links, so that it has one name. */
export function openRunRoot(statePath: string): string {
  const folder = dirname(statePath);
  try {
    makeFolder(folder, { durable: false });
    accessSync(folder, constants.W_OK);
    return realpathSync(folder);
  } catch (error) {
    return refuseState(statePath, error);
  }
}

/** @throws InputError that says why the state cannot be there */
export function refuseState(statePath: string, error: unknown): never {
  refuse(statePath, `${cannotWrite(error)}; name another place for the state with --state`);
}

/** `bezierfit_batch.pid`: for `kill`. (contract 5) */
export function writePidFile(runRoot: string): void {
  const path = pidPath(runRoot);
  orRefuse(path, () => writeFileAtomic(path, `${process.pid}\n`, { durable: false }));
}

/** Removes the pid file unless it is another scheduler's by now. */
export function removePidFile(runRoot: string): void {
  try {
    if (readFileSync(pidPath(runRoot), 'utf8').trim() === String(process.pid)) rmSync(pidPath(runRoot));
  } catch {
    // Somebody has removed it already.
  }
}

/** The living scheduler that the pid file names: the older program's states name no owner. Null when there is none. */
export function namedScheduler(runRoot: string): number | null {
  try {
    const pid = Number(readFileSync(pidPath(runRoot), 'utf8'));
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('bezierfit') ? pid : null;
  } catch {
    return null;
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
    if (!existsSync(copy)) copyFileSync(statePath, copy, constants.COPYFILE_EXCL);
    else if (!readFileSync(copy).equals(readFileSync(statePath))) continue;
    return copy;
  }
}
