import type { SavedJob } from '../../batch/saved-state.ts';

/** Words for the reasons of contract 5. */
const REASONS: Record<string, string> = {
  disabled: 'Disabled in the batch',
  canceled_by_fail_fast: 'Canceled because another job failed (fail-fast)',
  upstream_failed: 'Canceled because a job that it depends on did not succeed',
  canceled_by_interrupt: 'Canceled because the batch was stopped',
  deadlock_unsatisfied_dependencies: 'Its dependencies can never be met',
  deadlock_insufficient_gpus: 'There are not enough GPUs for it',
};

/** One plain sentence about a job that waits, failed or was canceled; null when all is well. */
export function whyOf(job: SavedJob): string | null {
  const { status, reason_waiting: waiting } = job;
  if (status === 'queued') return waiting ? sentence(waiting) : null;
  if (status === 'failed') return whyFailed(job);
  return status === 'canceled' ? reasonWords(job) : null;
}

function reasonWords({ reason }: SavedJob): string | null {
  return reason === null ? null : (REASONS[reason] ?? sentence(reason.replaceAll('_', ' ')));
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

function whyFailed(job: SavedJob): string {
  const { returncode, failure } = job;
  const killed = returncode !== null && returncode < 0;
  const end = returncode === null ? 'Failed' : killed ? `Killed by signal ${-returncode}` : `Exit code ${returncode}`;
  const said = failure?.last_line?.replace(/^error: /, '') ?? reasonWords(job);
  const words = said ? `${end}: ${said}` : end;
  return failure?.advice ? `${words}${/[.!?…]$/.test(words) ? '' : '.'} ${failure.advice}` : words;
}
