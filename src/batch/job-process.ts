import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { isAlive, type ProcessIdentity } from '../base/process-identity.ts';
import { isGroupAlive, signalGroup } from './process-group.ts';

/** How often a process that is no child of ours, or a group without its leader, is looked at; nothing tells us else. */
const LOOK_MS = 40;

export interface JobProcessEvents {
  /** The leader has ended but others of its group live on: they still use the GPUs. */
  lingering(): void;
  /** No process of the group is left. `returncode` null: not our child, the job's own record must tell. */
  gone(returncode: number | null): void;
}

/** Watches a job's process group from its start (or adoption) to the end of its last process, and ends it when told. */
export class JobProcess {
  readonly identity: ProcessIdentity;
  private readonly events: JobProcessEvents;
  private readonly graceMs: number;
  /** null: no child of ours. */
  private child: ChildProcess | null = null;
  private leaderAlive = true;
  private returncode: number | null = null;
  private lookTimer: NodeJS.Timeout | undefined;
  private graceTimer: NodeJS.Timeout | undefined;
  private terminating = false;

  private constructor(identity: ProcessIdentity, graceMs: number, events: JobProcessEvents) {
    this.identity = identity;
    this.graceMs = graceMs;
    this.events = events;
  }

  /** A child that was just spawned as the leader of its own group. */
  static ofChild(
    child: ChildProcess,
    identity: ProcessIdentity,
    graceMs: number,
    events: JobProcessEvents,
  ): JobProcess {
    const job = new JobProcess(identity, graceMs, events);
    job.child = child;
    child.on('exit', (code, signal) => job.leaderEnded(code ?? (signal ? -constants.signals[signal] : -1)));
    return job;
  }

  /** A process (or what is left of its group) that an earlier scheduler started. */
  static adopt(identity: ProcessIdentity, graceMs: number, events: JobProcessEvents): JobProcess {
    const job = new JobProcess(identity, graceMs, events);
    job.lookAgain();
    return job;
  }

  /** False once the leader is dead, also when nobody has been told yet. */
  isLeaderAlive(): boolean {
    return this.leaderAlive && isAlive(this.identity);
  }

  /** SIGTERM to the group now, SIGKILL after the grace period; saying it twice does no harm. */
  terminate(): void {
    if (this.terminating) return;
    this.terminating = true;
    this.signal('SIGTERM');
    this.signal('SIGCONT'); // A suspended process ends only when it goes on.
    clearTimeout(this.graceTimer);
    this.graceTimer = setTimeout(() => this.signal('SIGKILL'), this.graceMs);
  }

  /** It lives on, watched by another scheduler. */
  forget(): void {
    clearTimeout(this.lookTimer);
    clearTimeout(this.graceTimer);
    this.child?.removeAllListeners('exit').unref();
  }

  /** A group is proved ours by its living leader; once that is dead, by having been watched without a gap since. */
  private signal(signal: NodeJS.Signals): void {
    if (!this.leaderAlive || isAlive(this.identity)) signalGroup(this.identity.pid, signal);
  }

  private leaderEnded(returncode: number | null): void {
    this.leaderAlive = false;
    this.returncode = returncode;
    if (!isGroupAlive(this.identity.pid)) {
      this.end();
      return;
    }
    this.events.lingering();
    if (this.terminating) this.signal('SIGTERM');
    else if (returncode !== null && returncode !== 0) this.terminate();
    else this.graceTimer = setTimeout(() => this.terminate(), this.graceMs);
    this.lookAgain();
  }

  private lookAgain(): void {
    clearTimeout(this.lookTimer);
    this.lookTimer = setTimeout(() => this.look(), LOOK_MS);
  }

  private look(): void {
    if (this.leaderAlive) {
      if (isAlive(this.identity)) this.lookAgain();
      else this.leaderEnded(null);
    } else if (isGroupAlive(this.identity.pid)) this.lookAgain();
    else this.end();
  }

  private end(): void {
    clearTimeout(this.lookTimer);
    clearTimeout(this.graceTimer);
    this.events.gone(this.returncode);
  }
}
