import type { SavedJob } from '../../batch/saved-state.ts';

/** Words for the reasons of contract 5. */
const REASONS: Record<string, string> = {
  disabled: 'Disabled in the batch',
  canceled_by_fail_fast: 'Canceled because another job failed (fail-fast)',
  canceled_by_interrupt: 'Canceled because the batch was stopped',
  deadlock_unsatisfied_dependencies: 'Its dependencies can never be met',
  deadlock_insufficient_gpus: 'There are not enough GPUs for it',
};

export type StatusOf = (jobId: string) => SavedJob['status'] | undefined;

/** One plain sentence about a job that waits, failed or was canceled; null when all is well. */
export function whyOf(job: SavedJob, statusOf: StatusOf): string | null {
  const { status, reason_waiting: waiting } = job;
  if (status === 'queued') return waiting ? sentence(waiting) : null;
  if (status === 'failed') return whyFailed(job);
  if (status !== 'canceled') return null;
  return job.reason === 'upstream_failed' ? whyUpstream(job, statusOf) : reasonWords(job);
}

/** Names the job whose end it was. */
function whyUpstream({ depends_on }: SavedJob, statusOf: StatusOf): string {
  const failed = depends_on.find((jobId) => statusOf(jobId) === 'failed');
  if (failed !== undefined) return `Canceled because ${failed} failed`;
  const canceled = depends_on.find((jobId) => statusOf(jobId) === 'canceled');
  return `Canceled because ${canceled ?? 'a job that it depends on'} ${canceled ? 'was canceled' : 'did not succeed'}`;
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
  if (!said) return end;
  return killed ? `${end}: ${said}` : said;
}
