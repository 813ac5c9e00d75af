import type { PageProps } from '../pages.tsx';
import { hrefTo } from '../router.ts';
import { ClassAverages } from './class-averages.tsx';
import { Notice } from './notice.tsx';
import { PageHead } from './page-head.tsx';
import { waitsOf } from './pictures-props.ts';
import { useJobs } from './use-jobs.ts';
import './views.css';

const KINDS = ['bezierfit_mem_analyze', 'bezierfit_particle_pms'];

/** Class averages of an analysis, or those whose curves a PMS job uses. */
export default function ClassesPage({ runRoot, jobId }: PageProps) {
  const { isLoading, jobs, job } = useJobs(runRoot, jobId, KINDS);
  if (runRoot === null) {
    return (
      <Notice title="No run root is open">
        Class averages belong to the jobs of a batch. <a href="#/">Choose a run root on the start page</a>
      </Notice>
    );
  }
  if (isLoading) return <main aria-busy="true" />;
  const first = jobs.find(({ kind }) => kind === 'bezierfit_mem_analyze');
  const shown = jobId === null ? (first ?? job) : job;
  if (!shown) {
    return (
      <Notice title="There are no class averages in this batch">
        They belong to Membrane Analyze and Particle PMS jobs.{' '}
        <a href={hrefTo('batch', { root: runRoot })}>Open the batch</a>
      </Notice>
    );
  }
  return (
    <main className="job-page">
      <PageHead runRoot={runRoot} page="classes" jobs={jobs} job={shown}>
        <a className="btn quiet" href={hrefTo('job', { root: runRoot, job: shown.jobId })}>
          Logs and files
        </a>
      </PageHead>
      <div className="tab-panel">
        <ClassAverages key={shown.jobId} {...{ runRoot, jobId: shown.jobId, waits: waitsOf(shown) }} />
      </div>
    </main>
  );
}
