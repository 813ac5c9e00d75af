import { IconChevronLeft } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import type { JobView } from '../../server/api.ts';
import { kindLabel } from '../../spec/params.ts';
import { hrefTo, navigate } from '../router.ts';
import { lastJobKey, useLastJobs } from '../store/last-jobs.ts';
import { count, duration } from '../ui/format.ts';
import { progressWords } from '../ui/progress.tsx';
import { StatusBadge } from '../ui/status.tsx';

interface PageHeadProps {
  runRoot: string;
  /** Name of this page in the address, for the chooser. */
  page: string;
  /** Jobs that this page can show. */
  jobs: readonly JobView[];
  job: JobView;
  /** Beside the status, in place of what the job did. */
  facts?: string;
  children?: ReactNode;
}

/** Which job a page is about, with its state; another one can be chosen. */
export function PageHead({ runRoot, page, jobs, job, facts = jobFacts(job), children }: PageHeadProps) {
  useEffect(() => {
    useLastJobs.setState({ [lastJobKey(page, runRoot)]: job.jobId });
  }, [page, runRoot, job.jobId]);
  return (
    <div className="row job-head">
      <a className="btn ico quiet" aria-label="Back to the batch" href={hrefTo('batch', { root: runRoot })}>
        <IconChevronLeft size={16} stroke={1.5} aria-hidden />
      </a>
      <h1 className="vh">{job.jobId}</h1>
      <select
        className="sel job-choice"
        aria-label="Job"
        value={job.jobId}
        onChange={(event) => navigate(page, { root: runRoot, job: event.target.value })}
      >
        {jobs.map(({ jobId }) => (
          <option key={jobId}>{jobId}</option>
        ))}
      </select>
      <StatusBadge status={job.status} pill />
      <span className="mid cut" title={facts}>
        {facts}
      </span>
      <span className="grow" />
      {children}
    </div>
  );
}

/** `Particle PMS · GPU 1 · 41 of 412 stacks · 10 % · 28.7/s · 20 m left`; why it failed or was canceled stands below, with room for it. */
function jobFacts(job: JobView): string {
  const { progress, startedUtc, finishedUtc, assignedGpus, returncode } = job;
  const tookMs = startedUtc && finishedUtc ? Date.parse(finishedUtc) - Date.parse(startedUtc) : null;
  const words = [
    kindLabel(job.kind),
    assignedGpus.length > 0 ? `GPU ${assignedGpus.join(', ')}` : null,
    progress && `${count(progress.done)} of ${count(progress.total)} ${progress.unit}`,
    tookMs === null ? null : duration(tookMs / 1000),
    job.status === 'running' && progress ? progressWords(job) : null,
    job.status === 'failed' && returncode !== null && returncode > 0 ? `exit code ${returncode}` : null,
    job.status === 'queued' ? job.why : null,
  ];
  return words.filter(Boolean).join(' · ');
}
