import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { JobView } from '../api.ts';

interface Pool {
  settings: { gpus: readonly number[]; maxRunningJobs: number | null };
  freeGpus: readonly number[];
  jobs: ReadonlyMap<string, JobView>;
}

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
export function whyOf(job: JobView, pool: Pool): string | null {
  if (job.status === 'queued') return whyWaiting(job, pool);
  if (job.status === 'failed') return whyFailed(job);
  return job.status === 'canceled' ? wordsOf(job.reason) : null;
}

function wordsOf(reason: string | null): string | null {
  return reason === null ? null : (REASONS[reason] ?? sentence(reason.replaceAll('_', ' ')));
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

function whyWaiting(job: JobView, { settings, freeGpus, jobs }: Pool): string {
  const open = job.dependsOn.flatMap((id) => {
    const one = jobs.get(id);
    return one && one.status !== 'success' ? [`${id}, which is ${one.status}`] : [];
  });
  if (open.length > 0) return `Waits for ${open.join('; ')}`;
  const running = [...jobs.values()].filter(({ status }) => status === 'running');
  if (job.gpus > freeGpus.length) {
    const holders = running.flatMap((one) => one.assignedGpus.map((gpu) => `GPU ${gpu} runs ${one.jobId}`));
    const need = `Needs ${job.gpus} ${job.gpus === 1 ? 'GPU' : 'GPUs'}, ${freeGpus.length} of ${settings.gpus.length} free`;
    return holders.length > 0 ? `${need}: ${holders.join(', ')}` : need;
  }
  const places = settings.maxRunningJobs ?? Math.max(1, settings.gpus.length);
  if (running.length >= places) return `${running.length} jobs run already (Max Running Jobs ${places})`;
  return 'Starts next';
}

function whyFailed({ returncode, reason, outputRoot }: JobView): string {
  const end =
    returncode === null ? 'Failed' : returncode < 0 ? `Killed by signal ${-returncode}` : `Exit code ${returncode}`;
  const said = lastLine(join(outputRoot, 'scheduler_stderr.log')) ?? wordsOf(reason);
  return said ? `${end}: ${said}` : end;
}

const TAIL_BYTES = 4096;

/** The last line of a log that says something; at most 4 kB. */
function lastLine(path: string): string | null {
  try {
    const fd = openSync(path, 'r');
    try {
      const { size } = fstatSync(fd);
      const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
      readSync(fd, buffer, 0, buffer.length, size - buffer.length);
      const lines = buffer.toString('utf8').split('\n');
      return (
        lines
          .findLast((line) => line.trim() !== '')
          ?.replace(/^error: /, '')
          .slice(0, 300) ?? null
      );
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}
