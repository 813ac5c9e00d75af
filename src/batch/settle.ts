/** Which queued jobs can never start any more. Pure. */
import { notStarted, succeeded, type BatchState, type JobStatus, type Stopping } from './state.ts';

/**
 * Cancels those of the given queued jobs that can never start any more, and in turn what depends on them. During a
 * fail-fast stop a job whose dependencies are still being ended waits for them, so that its reason is the true one.
 */
export function settle(state: BatchState, indices: Iterable<number>, utc: string): BatchState {
  const open = [...indices];
  if (open.length === 0) return state;
  const jobs = [...state.jobs];
  for (const index of open) {
    const entry = jobs[index];
    if (entry?.status.name !== 'queued') continue;
    const upstream = (state.graph.upstream[index] ?? []).flatMap((one) => jobs[one]?.status ?? []);
    const reason = reasonToCancel(state.stopping, upstream);
    if (!reason) continue;
    const { attempts, failed } = entry.status;
    jobs[index] = { ...entry, status: { ...notStarted('canceled', reason, utc), attempts, failed } };
    open.push(...(state.graph.downstream[index] ?? []));
  }
  return { ...state, jobs };
}

function reasonToCancel(stopping: Stopping | null, upstream: readonly JobStatus[]): string | null {
  if (stopping?.reason === 'canceled_by_interrupt') return stopping.reason;
  if (upstream.some((status) => status.name === 'done' && status.outcome !== 'success')) return 'upstream_failed';
  return stopping && upstream.every(succeeded) ? stopping.reason : null;
}

/** Nothing runs and nothing can start: says why for each job that is left. Only a plan that nobody checked gets here. */
export function cancelDeadlocked(state: BatchState, utc: string): BatchState {
  const jobs = state.jobs.map((entry) => {
    if (entry.status.name !== 'queued') return entry;
    const fits = entry.job.resources.gpus <= state.pool.ids.length;
    const reason = fits ? 'deadlock_unsatisfied_dependencies' : 'deadlock_insufficient_gpus';
    return { ...entry, status: notStarted('canceled', reason, utc) };
  });
  return { ...state, jobs };
}
