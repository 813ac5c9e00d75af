import { readdirSync, readFileSync } from 'node:fs';
import { errorCode } from '../base/errors.ts';
import { statFields } from '../base/process-identity.ts';

/** A living process as /proc shows it. */
export interface ProcessEntry {
  pid: number;
  group: number;
  state: string;
}

function* processes(): Generator<ProcessEntry> {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const [state, , group] = statFields(Number(name));
    if (state !== undefined) yield { pid: Number(name), state, group: Number(group) };
  }
}

const isDead = ({ state }: ProcessEntry): boolean => state === 'Z' || state === 'X';

/** True while any process of the group lives; a zombie that nobody collects does not count. */
export function isGroupAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
  }
  for (const one of processes()) if (one.group === group && !isDead(one)) return true;
  return false;
}

/** Signals a whole process group; false when there is none any more. */
export function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

/** Marks in a job's environment by which a later scheduler recognises its processes. */
export const STATE_MARK = 'BEZIERFIT_STATE';
export const JOB_MARK = 'BEZIERFIT_JOB_ID';
export const ATTEMPT_MARK = 'BEZIERFIT_ATTEMPT';

/**
 * Living processes that were started for jobs of this state file: job id -> process groups. It finds those that were
 * spawned but never recorded, and children that outlive their leader.
 */
export function findMarked(statePath: string): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  for (const one of processes()) {
    if (isDead(one)) continue;
    const environment = environmentOf(one.pid);
    const jobId = environment?.get(JOB_MARK);
    if (environment?.get(STATE_MARK) !== statePath || jobId === undefined) continue;
    found.set(jobId, (found.get(jobId) ?? new Set()).add(one.group));
  }
  return found;
}

/** The environment a process was started with; null when it is gone or not ours to read. */
export function environmentOf(pid: number): Map<string, string> | null {
  try {
    const pairs = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  } catch {
    return null;
  }
}
