import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { isAlive, ownIdentity, type ProcessIdentity } from '../base/process-identity.ts';
import { faultPoint } from '../base/fault-point.ts';
import { identityForm } from './records.ts';

/** The owner touches its lock this often; one of another host counts as dead after `FOREIGN_DEAD_MS` without. */
const TOUCH_MS = 15_000;
const FOREIGN_DEAD_MS = 60_000;
/** How long the older of two that start together waits for the younger to give way. */
const PATIENCE_MS = 1_000;

/**
 * One scheduler per state file. Everyone writes a lock file of its own beside the state, then looks for others: of two
 * that start together at least one sees the other, and the younger gives way, so no moment exists in which both own it
 * and none in which a dead owner's lock must be taken over.
 */
export class StateLock {
  private readonly path: string;
  private readonly touching: NodeJS.Timeout;

  private constructor(path: string) {
    this.path = path;
    this.touching = setInterval(() => touch(path), TOUCH_MS).unref();
  }

  /** The lock, or the living process that has it. */
  static async take(statePath: string): Promise<StateLock | ProcessIdentity> {
    const own = ownIdentity();
    const prefix = `.${basename(statePath)}.lock.`;
    const path = join(dirname(statePath), `${prefix}${own.host}.${own.pid}.${own.process_start ?? ''}`);
    writeFileAtomic(path, JSON.stringify(own), { durable: false });
    faultPoint('lock-written');
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      const rival = livingRival(dirname(statePath), prefix, path);
      if (!rival) return new StateLock(path);
      if (isYounger(own, rival) || performance.now() > end) {
        rmSync(path, { force: true });
        return rival;
      }
      await new Promise((resume) => setTimeout(resume, 10));
    }
  }

  release(): void {
    clearInterval(this.touching);
    rmSync(this.path, { force: true });
  }
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // The folder was removed or is full; the lock on this host rests on the process, not on the time.
  }
}

/** Another living owner of a lock file; those of the dead are removed. */
function livingRival(folder: string, prefix: string, own: string): ProcessIdentity | null {
  for (const name of readdirSync(folder).filter((one) => one.startsWith(prefix))) {
    const path = join(folder, name);
    if (path === own) continue;
    const owner = readOwner(path);
    if (owner && isOwnerAlive(owner, path)) return owner;
    rmSync(path, { force: true });
  }
  return null;
}

function readOwner(path: string): ProcessIdentity | null {
  try {
    return identityForm(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

function isOwnerAlive(owner: ProcessIdentity, path: string): boolean {
  if (owner.host === hostname()) return isAlive(owner);
  try {
    return Date.now() - statSync(path).mtimeMs < FOREIGN_DEAD_MS;
  } catch {
    return false;
  }
}

/** A total order: of two that see each other exactly one is the younger. */
function isYounger(own: ProcessIdentity, rival: ProcessIdentity): boolean {
  const rank = ({ process_start, host, pid }: ProcessIdentity): string =>
    [host, (process_start ?? '').padStart(20, '0'), String(pid).padStart(10, '0')].join(' ');
  return rank(own) > rank(rival);
}
