import { readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { identityOf, isAlive, isForeign, type ProcessIdentity } from '../base/process-identity.ts';
import { identityForm } from './records.ts';

/** A lock of another host, which is touched every 15 s, counts as dead after so long without. */
const FOREIGN_DEAD_MS = 60_000;

/** Another living process with a lock file that begins like this one's `prefix` (a path); those of the dead are removed. */
export function livingRival(prefix: string, own: string): ProcessIdentity | null {
  const folder = dirname(prefix);
  for (const name of readdirSync(folder).filter((one) => one.startsWith(basename(prefix)))) {
    const path = join(folder, name);
    if (path === own) continue;
    const owner = readOwner(path);
    if (owner && isOwnerAlive(owner, path)) return owner;
    rmSync(path, { force: true });
  }
  return holderOf(prefix);
}

function readOwner(path: string): ProcessIdentity | null {
  try {
    return identityForm(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

function isOwnerAlive(owner: ProcessIdentity, path: string): boolean {
  if (!isForeign(owner)) return isAlive(owner);
  try {
    return Date.now() - statSync(path).mtimeMs < FOREIGN_DEAD_MS;
  } catch {
    return false;
  }
}

/** Another process of this machine that has such a file open: somebody may have removed the file, not its owner's hold on it. */
function holderOf(prefix: string): ProcessIdentity | null {
  const runtime = basename(linkOf('/proc/self/exe'));
  for (const pid of namesIn('/proc').map(Number)) {
    if (!(pid > 0) || pid === process.pid) continue;
    // An update may have replaced its program: `node (deleted)`.
    if (!basename(linkOf(`/proc/${pid}/exe`)).startsWith(runtime)) continue;
    const holder = identityOf(pid);
    const isItsLock = (path: string): boolean =>
      path.startsWith(prefix) && path.replace(/ \(deleted\)$/, '').endsWith(`.${holder?.process_start ?? ''}`);
    if (holder && namesIn(`/proc/${pid}/fd`).some((fd) => isItsLock(linkOf(`/proc/${pid}/fd/${fd}`)))) return holder;
  }
  return null;
}

/** Empty for what is not there, has just ended, or is somebody else's. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
