import { isoUtc } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { faultPoint } from '../base/fault-point.ts';
import { startFailure, type Failure } from './failure.ts';
import { GpuWatch, type ForeignWork } from './gpu-watch.ts';
import { JobProcess, type JobProcessEvents } from './job-process.ts';
import { judge, oomKills } from './judge.ts';
import { launch } from './launch.ts';
import { lighter } from './lighter.ts';
import { pick, type Pick } from './pick.ts';
import { ProgressWatch } from './progress-watch.ts';
import { readExit } from './records.ts';
import { doneLine, failFastLine, gpuLines, retryLine, startLine } from './run-log.ts';
import { entryOf, isActive, type Running } from './state.ts';
import type { Store } from './store.ts';

export interface RunnerOptions {
  statePath: string;
  log: Log;
  /** From SIGTERM to SIGKILL. */
  graceMs: number;
  /** Asked before jobs are started: false while another scheduler may have the batch. */
  isOurs: () => boolean;
}

const DOUBT_MS = 1000;

/** The loop: every event (an end, a stop) leads to a step, and then to what can be started now. No polling of children. */
export class Runner {
  private readonly store: Store;
  private readonly options: RunnerOptions;
  private readonly processes = new Map<number, JobProcess>();
  private pumpAsked = false;
  private left = false;
  private readonly progress: ProgressWatch;
  private resolveFinished: () => void = () => {};

  constructor(store: Store, options: RunnerOptions) {
    this.store = store;
    this.options = options;
    this.progress = new ProgressWatch(store, this.processes);
  }

  /** Runs the batch until every job is done. */
  async run(): Promise<void> {
    const finished = new Promise<void>((resolve) => (this.resolveFinished = resolve));
    for (const [job, { status }] of this.store.state.jobs.entries()) {
      if (status.name === 'running') this.adopt(job, status);
    }
    const watch = this.watchGpus();
    const looked = watch.start();
    if (this.store.state.settings.avoid_busy_gpus) await looked;
    this.askPump();
    await finished;
    watch.stop();
    this.progress.stop();
  }

  private watchGpus(): GpuWatch {
    const { statePath, log } = this.options;
    const { pool, jobs, settings } = this.store.state;
    let known: ForeignWork = new Map();
    const seen = (work: ForeignWork): void => {
      for (const line of gpuLines(known, work)) log.line(line);
      if (settings.avoid_busy_gpus && JSON.stringify([...known]) !== JSON.stringify([...work])) {
        this.store.apply({ type: 'gpus_seen', avoided: work });
        this.askPump();
      }
      known = work;
    };
    const ids = jobs.some(({ job }) => job.enabled && job.resources.gpus > 0) ? pool.ids : [];
    return new GpuWatch({ statePath, ids, isLeased: (id) => this.store.state.pool.leases.has(id), seen });
  }

  /** Cancels what has not started and ends what runs. */
  stop(): void {
    this.options.log.line(`>>> STOP: running jobs are ended, within ${this.options.graceMs / 1000} s`);
    this.store.apply({ type: 'stop', reason: 'canceled_by_interrupt', utc: isoUtc() });
    this.askPump();
  }

  /** Another scheduler has the batch now. One of this host has its jobs, too; those that it cannot reach are ended. */
  leave(endJobs: boolean): void {
    if (endJobs) {
      this.stop();
      return;
    }
    this.left = true;
    for (const process of this.processes.values()) process.forget();
    this.resolveFinished();
  }

  /** After this turn of the event loop, so that ends that came together are all recorded first. */
  private askPump(): void {
    if (this.pumpAsked) return;
    this.pumpAsked = true;
    setImmediate(() => {
      this.pumpAsked = false;
      this.pump();
    });
  }

  private pump(): void {
    if (this.left) return;
    if (this.store.state.stopping) this.endRunning();
    else if (!this.options.isOurs()) {
      setTimeout(() => this.askPump(), DOUBT_MS);
      return;
    }
    this.startWhatFits();
    const { jobs } = this.store.state;
    if (jobs.some(({ status }) => isActive(status))) this.progress.start();
    else if (jobs.every(({ status }) => status.name === 'done')) this.resolveFinished();
    else if (this.store.state.pool.avoided.size === 0) {
      this.store.apply({ type: 'deadlocked', utc: isoUtc() });
      this.askPump();
    }
  }

  /** A start that fails at once changes what can be started next, so the rest is picked anew. */
  private startWhatFits(): void {
    let picks = pick(this.store.state);
    while (!picks.every((choice) => this.start(choice))) picks = pick(this.store.state);
  }

  /** False when the job has failed to start already. */
  private start({ job: index, gpus, cursor, passed }: Pick): boolean {
    const { store, options } = this;
    store.apply({ type: 'started', job: index, gpus, cursor, passed, utc: isoUtc() });
    faultPoint('gpus-leased');
    const entry = entryOf(store.state, index);
    if (entry.status.name !== 'starting') throw new Error(`${entry.job.job_id} was not started`);
    const { attempt } = entry.status;
    const fail = (error: unknown): void => {
      options.log.line(`>>> WARNING job_id=${entry.job.job_id} cannot be started: ${messageOf(error)}`);
      const failure = startFailure(error);
      store.apply({ type: 'not_spawned', job: index, attempt, reason: 'start_failed', failure, utc: isoUtc() });
      this.reportEnd(index, failure);
    };
    try {
      const job = lighter(entry.job, entry.status.failed.outOfMemory);
      const { child, identity } = launch({ job, gpus, attempt, statePath: options.statePath });
      if (!identity) {
        child.once('error', fail);
        return true;
      }
      this.processes.set(index, JobProcess.ofChild(child, identity, options.graceMs, this.eventsOf(index, attempt)));
      store.apply({ type: 'spawned', job: index, attempt, identity });
      faultPoint('start-applied');
      options.log.line(startLine(entry, gpus, identity.pid));
      return true;
    } catch (error) {
      fail(error);
      return false;
    }
  }

  private adopt(index: number, { identity, attempt }: Running): void {
    this.processes.set(index, JobProcess.adopt(identity, this.options.graceMs, this.eventsOf(index, attempt)));
  }

  private eventsOf(index: number, attempt: number): JobProcessEvents {
    const { job } = entryOf(this.store.state, index);
    const oomBefore = oomKills();
    return {
      lingering: () =>
        this.options.log.line(`>>> WAIT job_id=${job.job_id} has ended but some of its processes have not`),
      gone: (returncode) => void this.ended(index, attempt, returncode, oomKills() > oomBefore),
    };
  }

  /** It stays `running` (with its GPUs) until it is known whether its outputs are whole. */
  private async ended(index: number, attempt: number, seen: number | null, oomKill: boolean): Promise<void> {
    faultPoint('end-seen');
    this.processes.delete(index);
    this.progress.read(index);
    const { job, status } = entryOf(this.store.state, index);
    if (status.name !== 'running') throw new Error(`${job.job_id} ended, but it does not run`);
    const record = readExit(job.output_root);
    const own = record?.attempt === attempt ? record.returncode : null;
    // A signal (a crash of the runtime as it ends its threads, say) that comes after a job's own record takes nothing back.
    const returncode = seen === null || seen < 0 ? (own ?? seen) : seen;
    let failure: Failure | null = null;
    if (returncode === null) this.store.apply({ type: 'vanished', job: index, attempt, utc: isoUtc() });
    else {
      const native = this.store.state.settings.runner === 'native';
      const { startedUtc } = status;
      const judgement = await judge({ job, native, attempt, returncode, startedUtc, oomKill });
      failure = judgement.failure;
      faultPoint('end-judged');
      this.store.apply({ type: 'ended', job: index, attempt, returncode, ...judgement, utc: isoUtc() });
      faultPoint('end-applied');
    }
    this.reportEnd(index, failure);
  }

  private reportEnd(index: number, failure: Failure | null = null): void {
    const { log } = this.options;
    const { job, status } = entryOf(this.store.state, index);
    if (status.name === 'done') log.line(doneLine(job.job_id, status.outcome, status.returncode));
    else if (status.name === 'queued' && status.reason === 'retry') log.line(retryLine(job, status.failed, failure));
    else log.line(`>>> INTERRUPTED job_id=${job.job_id}, queued again`);
    const { stopping } = this.store.state;
    if (stopping?.by === job.job_id) log.line(failFastLine(job.job_id));
    this.askPump();
  }

  private endRunning(): void {
    for (const [index, process] of this.processes) {
      const { status } = entryOf(this.store.state, index);
      if (status.name !== 'running' || status.stopped) continue;
      // One that is already dead keeps the exit code that is on its way.
      if (process.isLeaderAlive()) this.store.apply({ type: 'told_to_stop', job: index, attempt: status.attempt });
      process.terminate();
    }
  }
}
