import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { temporaryName } from '../../base/atomic-file.ts';
import { isoUtc } from '../../base/clock.ts';
import { errorCode, refuse } from '../../base/errors.ts';
import { bootId, isForeign, ownIdentity, processStart } from '../../base/process-identity.ts';

/** A lock is touched this often, */
const TOUCH_MS = 10_000;
/** and one of another host counts as held while it is younger than this. (contract 7) */
const FRESH_MS = 60_000;

/** What `link` answers where a file system has no hard links. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Who holds a lock. The older program writes the first three fields alone. */
export interface LockOwner {
  pid: number;
  run_id: string;
  started_utc: string;
  host?: string;
  process_start?: string | null;
  boot_id?: string | null;
  pid_namespace?: string | undefined;
}

/** `<sidecar>.lock`: one process at a time works on an item. A lock whose owner is dead is taken over. */
export class Lock {
  private static readonly held = new Set<Lock>();
  private static timer: NodeJS.Timeout | undefined;
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
    Lock.held.add(this);
    Lock.timer ??= setInterval(() => Lock.touchAll(), TOUCH_MS).unref();
  }

  /** Takes the lock of an item, or says who holds it. */
  static acquire(mxtPath: string, runId: string): Lock | LockOwner {
    const path = lockPathOf(mxtPath);
    const owner: LockOwner = { ...ownIdentity(), run_id: runId, started_utc: isoUtc() };
    for (;;) {
      if (createLock(path, owner)) return new Lock(path);
      const found = readLock(path);
      if (found === null) continue;
      const holder = livingOwner(found);
      if (holder !== null) return holder;
      moveAside(path, found.text);
    }
  }

  release(): void {
    if (Lock.held.delete(this)) rmSync(this.path, { force: true });
  }

  private static touchAll(): void {
    const now = new Date();
    for (const lock of Lock.held) {
      try {
        utimesSync(lock.path, now, now);
      } catch {
        // Somebody removed it; the item is still finished, atomically.
      }
    }
  }
}

/** The lock lies beside the sidecar. */
export function lockPathOf(mxtPath: string): string {
  return `${mxtPath}.lock`;
}

/** The living owner of an item's lock; null when it is not locked or its owner is dead. */
export function lockHolder(mxtPath: string): LockOwner | null {
  const found = readLock(lockPathOf(mxtPath));
  return found === null ? null : livingOwner(found);
}

interface FoundLock {
  text: string;
  ageMs: number;
}

function readLock(path: string): FoundLock | null {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) refuse(path, 'is not a file, so it is no lock of a job; remove it');
    return { ageMs: Date.now() - stat.mtimeMs, text: readFileSync(path, 'utf8') };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function livingOwner({ text, ageMs }: FoundLock): LockOwner | null {
  const owner = parseOwner(text);
  // A lock without an owner was caught between its creation and its first bytes.
  if (owner === null) return ageMs < FRESH_MS ? { pid: 0, run_id: '', started_utc: '' } : null;
  const { host, boot_id = null, pid_namespace } = owner;
  if (host !== undefined && isForeign({ host, boot_id, pid_namespace })) return ageMs < FRESH_MS ? owner : null;
  return livesHere(owner) ? owner : null;
}

function livesHere({ pid, process_start: start, boot_id: boot, started_utc: locked }: LockOwner): boolean {
  if (boot !== undefined && boot !== bootId()) return false;
  const now = processStart(pid);
  if (now === null) return false;
  if (start !== undefined) return start === now;
  // The older program records no process start: a process younger than the lock only has its pid.
  const startedMs = processStartMs(now);
  return startedMs === null || !(startedMs > Date.parse(locked) + 2000);
}

/** Wall clock of a process start given in clock ticks (100 a second on Linux) since boot. */
function processStartMs(startTicks: string): number | null {
  const bootSeconds = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1];
  return bootSeconds === undefined ? null : Number(bootSeconds) * 1000 + Number(startTicks) * 10;
}

/** Makes the lock with its owner in it, at once: a kill never leaves a lock that names nobody. False: it is there already. */
function createLock(path: string, owner: LockOwner): boolean {
  const temporary = temporaryName(path);
  const text = `${JSON.stringify(owner, undefined, 2)}\n`;
  try {
    writeFileSync(temporary, text);
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    if (!NO_LINKS.has(errorCode(error) ?? '')) throw error;
    return createWithoutLinks(path, text);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** On file systems without hard links (exFAT, some network shares) a kill in between leaves an empty lock for a minute. */
function createWithoutLinks(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    rmSync(path, { force: true }); // a full disk
    throw error;
  }
}

/** Removes a dead lock. If another process took it over in between, what was moved is a living lock: it is put back. */
function moveAside(path: string, deadText: string): void {
  const aside = temporaryName(path);
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== deadText) linkSync(aside, path);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
  }
  rmSync(aside, { force: true });
}

function parseOwner(text: string): LockOwner | null {
  try {
    const value: unknown = JSON.parse(text);
    const valid = typeof value === 'object' && value !== null && 'pid' in value && typeof value.pid === 'number';
    return valid ? (value as LockOwner) : null;
  } catch {
    return null;
  }
}
