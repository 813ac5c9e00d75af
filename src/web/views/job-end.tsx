import { IconPencil } from '@tabler/icons-react';
import type { JobView } from '../../server/api.ts';
import { hrefTo } from '../router.ts';
import { clock, plural } from '../ui/format.ts';
import { StatusBadge } from '../ui/status.tsx';

interface JobEndProps {
  runRoot: string;
  job: JobView;
  jobs: readonly JobView[];
  /** Shows its stderr; null: it wrote none. */
  onStderr: (() => void) | null;
}

/** How a job ended that did not succeed: why, what to do, and the ways on. */
export function JobEnd({ runRoot, job, jobs, onStderr }: JobEndProps) {
  const { jobId, status, why, advice, finishedUtc } = job;
  const kept = keptBack(jobId, jobs);
  return (
    <section className={`panel job-end ${status}`} role="status" aria-label="What happened">
      <StatusBadge status={status} words={why ?? undefined} />
      {advice && <p className="mid">{advice}</p>}
      <div className="row">
        <a className="btn" href={hrefTo('batch', { root: runRoot, job: jobId })}>
          <IconPencil size={16} stroke={1.5} aria-hidden />
          Edit job
        </a>
        {onStderr && (
          <button className="btn" onClick={onStderr}>
            Show stderr
          </button>
        )}
        <span className="dim sm">
          {finishedUtc && `Ended ${clock(finishedUtc)}. `}
          {kept > 0 && `${plural(kept, 'job')} not started because of it.`}
        </span>
      </div>
    </section>
  );
}

/** How many jobs did not start because this one did not succeed. */
function keptBack(jobId: string, jobs: readonly JobView[]): number {
  const ended = new Set([jobId]);
  const waiting = jobs.filter(({ reason }) => reason === 'upstream_failed');
  for (let before = 0; before !== ended.size;) {
    before = ended.size;
    for (const job of waiting) if (job.dependsOn.some((id) => ended.has(id))) ended.add(job.jobId);
  }
  return ended.size - 1;
}
