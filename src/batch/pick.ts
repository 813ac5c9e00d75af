import { chooseFree, freeFor, freeGpus, lease } from './gpu-pool.ts';
import { entryOf, isActive, isReady, type BatchState, type JobEntry } from './state.ts';

/** A job to start now, and on which GPUs. */
export interface Pick {
  job: number;
  gpus: number[];
  /** Where `round_robin` goes on afterwards. */
  cursor: number;
  /** The waiting job that it passes. */
  passed: number | null;
}

/**
 * The jobs to start now, in this order; pure. Jobs are looked at in the order of the queue. The first that is ready but
 * needs more GPUs than are free waits; those behind it may pass, but only as often as the pool has GPUs: from then on
 * none of them gets a GPU until it has started. A job that a GPU has failed waits for others. (docs/scheduler.md)
 */
export function pick(state: BatchState): Pick[] {
  const { settings, jobs } = state;
  let { pool } = state;
  let places = settings.max_running_jobs - countActive(jobs);
  if (state.stopping || places <= 0) return [];
  const picks: Pick[] = [];
  const size = pool.ids.length;
  let free = freeGpus(pool).length;
  let waiter: { job: number; passedBy: number } | null = null;
  for (let index = 0; index < jobs.length && places > 0; index++) {
    const { job, status } = entryOf(state, index);
    if (status.name !== 'queued') continue;
    const needed = job.resources.gpus;
    const { faultyGpus } = status.failed;
    const mine = faultyGpus.length === 0 ? free : freeFor(pool, needed, faultyGpus).length;
    const mustWait: boolean = needed > mine || (waiter !== null && needed > 0 && waiter.passedBy >= size);
    if (needed > size || (mustWait && waiter) || !isReady(state, index)) continue;
    if (mustWait) {
      waiter = { job: index, passedBy: status.passedBy };
      continue;
    }
    const choice = chooseFree(pool, needed, settings.policy, faultyGpus);
    if (!choice) throw new Error(`no ${needed} free GPUs for ${job.job_id}`);
    const passed = needed > 0 ? waiter : null;
    picks.push({ ...choice, job: index, passed: passed?.job ?? null });
    if (passed) passed.passedBy++;
    pool = lease(pool, job.job_id, choice.gpus, choice.cursor);
    free -= needed;
    places--;
  }
  return picks;
}

function countActive(jobs: readonly JobEntry[]): number {
  let count = 0;
  for (const { status } of jobs) if (isActive(status)) count++;
  return count;
}
