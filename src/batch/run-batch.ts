import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isoUtc } from '../base/clock.ts';
import { removeDeadTemporaries } from '../base/dead-temporaries.ts';
import { refuse } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { isAlive, isForeign, isHeld, ownIdentity, type ProcessIdentity } from '../base/process-identity.ts';
import { faultPoint } from '../base/fault-point.ts';
import type { BatchPlan } from '../spec/types.ts';
import { writeCommand, type BatchCommand } from './command-record.ts';
import { StateLock } from './lock.ts';
import { recover } from './recover.ts';
import { ResultWriter } from './result-writer.ts';
import { RunLog, resultsLine } from './run-log.ts';
import { keepState, namedScheduler, openRunRoot, refuseState, removePidFile, writePidFile } from './run-root.ts';
import { Runner } from './runner.ts';
import { exitCodeOf } from './state.ts';
import { readState, type SavedState } from './saved-state.ts';
import { SpecWatch } from './spec-watch.ts';
import { Store, type Listener } from './store.ts';

export interface BatchOptions {
  /** Its folder is the run root. */
  statePath: string;
  /** Kept in the run root for `resume`. */
  command?: BatchCommand;
  /** Gets every line of the run log. */
  echo: Log;
  /** From SIGTERM to SIGKILL when jobs are ended. */
  graceMs: number;
  /** Told of every change, for a terminal. */
  onChange?: Listener;
  /** Aborted: running jobs are ended, the others canceled. */
  stop: AbortSignal;
}

/**
 * Runs a batch to its end, or goes on with the one that its state file tells of.
 * @returns the exit code of contract 1: 0 all enabled jobs succeeded, 1 otherwise
 * @throws InputError when nothing was started: another scheduler has the state file, a job's folder is in use
 */
export async function runBatch(plan: BatchPlan, options: BatchOptions): Promise<0 | 1> {
  const runRoot = openRunRoot(options.statePath);
  const statePath = join(runRoot, basename(options.statePath));
  const lock = await StateLock.take(statePath).catch((error: unknown) => refuseState(statePath, error));
  if (!(lock instanceof StateLock)) refuseSecond(statePath, lock);
  let log: RunLog | undefined;
  try {
    log = new RunLog(runRoot, options.echo);
    return await runLocked(plan, { ...options, statePath }, lock, log);
  } finally {
    removePidFile(runRoot);
    log?.close();
    lock.release();
  }
}

async function runLocked(plan: BatchPlan, options: BatchOptions, lock: StateLock, log: Log): Promise<0 | 1> {
  const { statePath, graceMs } = options;
  const runRoot = dirname(statePath);
  removeDeadTemporaries(runRoot);
  const kept: string[] = [];
  const saved = readEarlier(statePath, kept);
  const { state, notes } = await recover(plan, saved, statePath, isoUtc());
  for (const note of [...kept, ...plan.notes, ...notes]) log.line(`>>> ${note}`);
  faultPoint('state-recovered');
  const other = namedScheduler(runRoot);
  if (other !== null) log.line(`>>> WARNING: another batch runs in ${runRoot} (pid ${other}). ${ONE_A_FOLDER}`);
  writePidFile(runRoot);
  if (options.command) writeCommand(runRoot, options.command);
  const complain = (words: string): void => log.line(`>>> WARNING: ${words}`);
  const isOurs = (): boolean => lock.isOurs();
  const store = new Store(statePath, state, { complain, isOurs });
  const runner = new Runner(store, { statePath, log, graceMs, isOurs });
  const results = new ResultWriter(store, complain);
  lock.onLost = (rival) => {
    complain(`pid ${rival.pid} on host ${rival.host} has taken this batch over; this scheduler leaves it`);
    store.disown();
    runner.leave(isForeign(rival));
  };
  if (options.onChange) store.onChange(options.onChange);
  if (options.command) watchSpec(store, new SpecWatch(options.command.specPath, log));
  const stop = (): void => runner.stop();
  if (options.stop.aborted) stop();
  else options.stop.addEventListener('abort', stop);
  await runner.run();
  if (store.isDisowned) return 1;
  await results.drain();
  store.apply({ type: 'finished', utc: isoUtc() });
  faultPoint('finish-applied');
  log.line(resultsLine(store.state));
  await store.close(() => options.stop.aborted);
  await results.drain(); // there may be space by now
  faultPoint('finish-saved');
  return exitCodeOf(store.state);
}

const ONE_A_FOLDER =
  'They share its log, and bezierfit_batch.pid names only this one: better give each a folder of its own';

/** The spec is looked at whenever a job starts or ends. */
function watchSpec(store: Store, watch: SpecWatch): void {
  store.onChange((_state, _before, { type }) => {
    if (type === 'started' || type === 'ended') watch.look();
  });
}

/** The state an earlier scheduler left. One that cannot be understood, or that is finished, is kept under another name. */
function readEarlier(statePath: string, notes: string[]): SavedState | null {
  const found = readState(statePath);
  if (!found) return null;
  if ('unreadable' in found) {
    const copy = keepState(statePath, `unreadable.${isoUtc()}`);
    notes.push(`WARNING: ${statePath} cannot be used: ${found.unreadable}. It is kept as ${copy}`);
    return null;
  }
  if (found.finished_utc !== null) {
    notes.push(`the state of the last run is kept as ${keepState(statePath, found.finished_utc)}`);
    return found;
  }
  const { owner } = found;
  if (owner && isAlive(owner)) refuseSecond(statePath, owner);
  const older = owner ? null : namedScheduler(dirname(statePath));
  if (older !== null) refuseSecond(statePath, { ...ownIdentity(), pid: older });
  return found;
}

function refuseSecond(statePath: string, owner: ProcessIdentity): never {
  const { pid, host } = owner;
  const here = !isForeign(owner);
  const stop = here ? `kill ${pid}` : host === hostname() ? `kill ${pid} in its container` : `ssh ${host} kill ${pid}`;
  const held = here && isHeld(pid) ? ` (it is suspended: kill -CONT ${pid} lets it go on)` : '';
  refuse(
    statePath,
    `a scheduler is already running this batch: pid ${pid} on host ${host}${held}; wait for it, or stop it: ${stop}`,
  );
}
