import { closeSync, existsSync, openSync, rmSync, utimesSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { ownIdentity, type ProcessIdentity } from '../base/process-identity.ts';
import { faultPoint } from '../base/fault-point.ts';
import { livingRival } from './lock-rivals.ts';

const TOUCH_MS = 15_000;
/** How long the older of two that start together waits for the younger to give way. */
const PATIENCE_MS = 1_000;

/**
 * One scheduler per state file. Everyone writes a lock file of its own beside the state, holds it open, then looks for
 * others: of two that start together at least one sees the other, and the younger gives way, so no moment exists in
 * which both own it and none in which a dead owner's lock must be taken over.
 */
export class StateLock {
  private readonly prefix: string;
  private readonly path: string;
  private readonly touching: NodeJS.Timeout;
  private fd: number | null = null;
  /** Since when another one seems to have taken the state over. */
  private doubtedMs: number | null = null;
  private lost = false;
  /** Told once, when the state is another's: its owner was suspended so long that it counted as dead on another host. */
  onLost: (rival: ProcessIdentity) => void = () => {};

  private constructor(statePath: string) {
    const { host, pid, process_start } = ownIdentity();
    this.prefix = join(dirname(statePath), `.${basename(statePath)}.lock.`);
    this.path = `${this.prefix}${host}.${pid}.${process_start ?? ''}`;
    this.write();
    this.touching = setInterval(() => this.touch(), TOUCH_MS).unref();
  }

  /** The lock, or the living process that has it. */
  static async take(statePath: string): Promise<StateLock | ProcessIdentity> {
    const lock = new StateLock(statePath);
    faultPoint('lock-written');
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      const rival = lock.rival();
      if (!rival) return lock;
      if (isYounger(ownIdentity(), rival) || performance.now() > end) {
        lock.release();
        return rival;
      }
      await new Promise((resume) => setTimeout(resume, 10));
    }
  }

  /** False while, and once, the state is another's. A lock file that somebody has removed is made again. */
  isOurs(): boolean {
    if (this.lost || (this.doubtedMs === null && existsSync(this.path))) return !this.lost;
    try {
      if (!existsSync(this.path)) this.write();
      return this.settleDoubt(this.rival());
    } catch {
      return true; // The folder was removed, or is full: then nobody else has it either.
    }
  }

  /** Who only wants the lock gives way within a moment; who stays has taken it. */
  private settleDoubt(rival: ProcessIdentity | null): boolean {
    if (!rival) {
      this.doubtedMs = null;
      return true;
    }
    this.doubtedMs ??= performance.now();
    if (performance.now() < this.doubtedMs + 2 * PATIENCE_MS) return false;
    this.lost = true;
    this.release();
    this.onLost(rival);
    return false;
  }

  release(): void {
    clearInterval(this.touching);
    if (this.fd !== null) closeSync(this.fd);
    this.fd = null;
    try {
      rmSync(this.path, { force: true });
    } catch {
      // What is left means nothing once we are dead.
    }
  }

  private rival(): ProcessIdentity | null {
    return livingRival(this.prefix, this.path);
  }

  private write(): void {
    writeFileAtomic(this.path, JSON.stringify(ownIdentity()), { durable: false });
    if (this.fd !== null) closeSync(this.fd);
    this.fd = openSync(this.path, 'r');
  }

  private touch(): void {
    try {
      if (this.isOurs()) utimesSync(this.path, new Date(), new Date());
    } catch {
      // The folder was removed or is full; the lock on this host rests on the process, not on the time.
    }
  }
}

/** A total order: of two that see each other exactly one is the younger. */
function isYounger(own: ProcessIdentity, rival: ProcessIdentity): boolean {
  const rank = ({ process_start, host, pid }: ProcessIdentity): string =>
    [host, (process_start ?? '').padStart(20, '0'), String(pid).padStart(10, '0')].join(' ');
  return rank(own) > rank(rival);
}
