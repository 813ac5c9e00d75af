import { IconChevronLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { JobView } from '../../server/api.ts';
import { kindLabel } from '../../spec/params.ts';
import { hrefTo, navigate } from '../router.ts';
import { count, duration, rate } from '../ui/format.ts';
import { StatusBadge } from '../ui/status.tsx';

interface PageHeadProps {
  runRoot: string;
  /** Name of this page in the address, for the chooser. */
  page: string;
  /** Jobs that this page can show. */
  jobs: readonly JobView[];
  job: JobView;
  children?: ReactNode;
}

/** Which job a page is about, with its state; another one can be chosen. */
export function PageHead({ runRoot, page, jobs, job, children }: PageHeadProps) {
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
      <span className="mid cut" title={jobFacts(job)}>
        {jobFacts(job)}
      </span>
      <span className="grow" />
      {children}
    </div>
  );
}

/** `Particle PMS · GPU 1 · 412 stacks · 49 m · 28.7/s` */
function jobFacts(job: JobView): string {
  const { progress, startedUtc, finishedUtc, assignedGpus } = job;
  const tookMs = startedUtc && finishedUtc ? Date.parse(finishedUtc) - Date.parse(startedUtc) : null;
  const words = [
    kindLabel(job.kind),
    assignedGpus.length > 0 ? `GPU ${assignedGpus.join(', ')}` : null,
    progress && `${count(progress.done)} of ${count(progress.total)} ${progress.unit}`,
    tookMs === null ? null : duration(tookMs / 1000),
    job.status === 'running' && progress?.rate ? rate(progress.rate) : null,
    job.why,
  ];
  return words.filter(Boolean).join(' · ');
}
