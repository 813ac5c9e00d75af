import { useState } from 'react';
import type { JobFiles, ParticleList } from '../../server/api.ts';
import { get } from '../api.ts';
import type { PageProps } from '../pages.tsx';
import { hrefTo } from '../router.ts';
import { Comparison } from './comparison.tsx';
import { FilmStrip } from './film-strip.tsx';
import { Notice } from './notice.tsx';
import { PageHead } from './page-head.tsx';
import { sameInput } from './sweep-values.ts';
import { useJobs } from './use-jobs.ts';
import { useKeys } from './use-keys.ts';
import { useLoad } from './use-load.ts';
import './views.css';

const KINDS = ['bezierfit_particle_pms'];
/** More columns are too narrow to judge. */
export const MOST_COLUMNS = 6;

/** The same particle as several PMS jobs of a sweep subtracted it. */
export default function ComparePage({ runRoot, jobId }: PageProps) {
  const { isLoading, jobs, job } = useJobs(runRoot, jobId, KINDS);
  const [index, setIndex] = useState(0);
  const key = jobs.map((one) => one.jobId).join(' ');
  const files = useLoad(runRoot && key ? `${runRoot} ${key}` : null, (signal) =>
    Promise.all(jobs.map((one) => get<JobFiles>('/api/job', { runRoot, jobId: one.jobId }, signal))),
  );
  const list = useLoad(runRoot && job ? `${runRoot} ${job.jobId}` : null, (signal) =>
    get<ParticleList>('/api/particles', { runRoot, jobId: job?.jobId }, signal),
  );
  const count = list.value?.count ?? 0;
  const go = (next: number): void => setIndex(Math.min(count - 1, Math.max(0, next)));
  useKeys({ a: () => go(index - 1), d: () => go(index + 1), '[': () => go(index - 1), ']': () => go(index + 1) });
  if (runRoot === null) {
    return (
      <Notice title="No run root is open">
        Results are compared within a batch. <a href="#/">Choose a run root on the start page</a>
      </Notice>
    );
  }
  if (isLoading) return <main aria-busy="true" />;
  if (!job) {
    return (
      <Notice title="There is nothing to compare in this batch">
        It needs Particle PMS jobs, for example of a sweep.{' '}
        <a href={hrefTo('batch', { root: runRoot })}>Open the batch</a>
      </Notice>
    );
  }
  const same = files.value ? sameInput(files.value, job.jobId) : null;
  return (
    <main className="job-page">
      <PageHead runRoot={runRoot} page="compare" jobs={jobs} job={job} />
      {list.fault && <p className="pad st failed">{list.fault}</p>}
      {files.fault && <p className="pad st failed">{files.fault}</p>}
      {same && count > 0 && (
        <div className="compare">
          <FilmStrip {...{ runRoot, jobId: job.jobId, count, index }} onIndex={go} flags={NO_FLAGS} />
          <Comparison
            runRoot={runRoot}
            index={index}
            names={same.names}
            columns={same.columns.slice(0, MOST_COLUMNS).map((column) => ({
              ...column,
              job: jobs.find(({ jobId: id }) => id === column.jobId) ?? job,
            }))}
            left={Math.max(0, same.columns.length - MOST_COLUMNS)}
            reference={job.jobId}
          />
        </div>
      )}
    </main>
  );
}

const NO_FLAGS: ReadonlySet<number> = new Set();
