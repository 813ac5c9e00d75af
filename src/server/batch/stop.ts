import { readFileSync } from 'node:fs';
import { isAlive, isForeign, type ProcessIdentity } from '../../base/process-identity.ts';
import { HttpError } from '../http-error.ts';
import { savedState } from './start.ts';

/** SIGTERM to the scheduler of a run root. Its pid; the jobs that are told to end. @throws HttpError 409 */
export function stopBatch(runRoot: string): { pid: number; jobs: string[] } {
  const state = savedState(runRoot);
  if (!state) throw new HttpError(409, 'There is no batch here to stop');
  if (state.finished_utc !== null) throw new HttpError(409, 'This batch has ended already');
  const { owner } = state;
  if (!owner) throw new HttpError(409, 'The state names no process: stop it where it was started');
  if (isForeign(owner)) {
    throw new HttpError(409, `The scheduler runs on ${owner.host}: stop it there with kill ${owner.pid}`);
  }
  if (!isScheduler(owner)) throw new HttpError(409, `The scheduler (pid ${owner.pid}) is not running any more`);
  process.kill(owner.pid, 'SIGCONT'); // A suspended one would not hear the next.
  process.kill(owner.pid, 'SIGTERM');
  return { pid: owner.pid, jobs: state.jobs.flatMap((job) => (job.status === 'running' ? [job.job_id] : [])) };
}

/** The very process that the state names, of this boot, and a batch: a state file may have been made by anybody. (security 10) */
function isScheduler(owner: ProcessIdentity): boolean {
  if (owner.process_start === null || owner.boot_id === null || !isAlive(owner)) return false;
  try {
    const words = readFileSync(`/proc/${owner.pid}/cmdline`, 'utf8').split('\0');
    return words.includes('bezierfit-batch') || words.includes('batch');
  } catch {
    return false;
  }
}
