import { useMemo, useState } from 'react';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { JobFiles, JobView, ParticleList } from '../../server/api.ts';
import { get } from '../api.ts';
import type { PageProps } from '../pages.tsx';
import { hrefTo } from '../router.ts';
import { count, plural } from '../ui/format.ts';
import type { CompareMode } from './compare-column.tsx';
import { Comparison } from './comparison.tsx';
import { Fault } from './fault.tsx';
import { FilmStrip } from './film-strip.tsx';
import { Loading } from './loading.tsx';
import { Notice } from './notice.tsx';
import { PageHead } from './page-head.tsx';
import { sameInput } from './sweep-values.ts';
import { useJobs } from './use-jobs.ts';
import { useKeys } from './use-keys.ts';
import { useLoad } from './use-load.ts';
import { UseValues } from './use-values.tsx';
import './views.css';

const KINDS = ['bezierfit_particle_pms'];
/** More columns are too narrow to judge. */
const MOST_COLUMNS = 6;
const MODES: Readonly<Record<CompareMode, string>> = {
  removed: 'Subtracted and removed',
  difference: 'Difference',
  profile: 'Profile',
};

/** The same particle as several PMS jobs of a sweep subtracted it. */
export default function ComparePage({ runRoot, jobId }: PageProps) {
  const { isLoading, jobs, job } = useJobs(runRoot, jobId, KINDS);
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
  return <Compare {...{ runRoot, jobs, job }} />;
}

function Compare({ runRoot, jobs, job }: { runRoot: string; jobs: readonly JobView[]; job: JobView }) {
  const [index, setIndex] = useState(0);
  const [mode, setMode] = useState<CompareMode>('removed');
  const [from, setFrom] = useState(0);
  const ids = jobs.map((one) => one.jobId).join(' ');
  const files = useLoad(`${runRoot} ${ids}`, (signal) =>
    Promise.all(jobs.map((one) => get<JobFiles>('/api/job', { runRoot, jobId: one.jobId }, signal))),
  );
  const list = useLoad(`${runRoot} ${job.jobId}`, (signal) =>
    get<ParticleList>('/api/particles', { runRoot, jobId: job.jobId }, signal),
  );
  const total = list.value?.count ?? 0;
  const go = (next: number): void => setIndex(Math.min(total - 1, Math.max(0, next)));
  useKeys({ a: () => go(index - 1), d: () => go(index + 1), '[': () => go(index - 1), ']': () => go(index + 1) });
  const same = useMemo(() => files.value && sameInput(files.value, job.jobId), [files.value, job.jobId]);
  const columns = useMemo(
    () =>
      same?.columns.slice(from, from + MOST_COLUMNS).flatMap((column) => {
        const own = jobs.find((one) => one.jobId === column.jobId);
        return own ? [{ ...column, job: own }] : [];
      }) ?? [],
    [same, jobs, from],
  );
  const own = same?.columns.find(({ jobId }) => jobId === job.jobId);
  const fault = list.fault ?? files.fault;
  return (
    <main className="job-page">
      <PageHead runRoot={runRoot} page="compare" jobs={jobs} job={job} facts={same ? sweepWords(same) : undefined}>
        {same && same.columns.length > MOST_COLUMNS && (
          <ColumnPages from={from} total={same.columns.length} onFrom={setFrom} />
        )}
        {own && same && (
          <UseValues {...{ runRoot, names: same.names, words: own.words }} reference={own.jobId} args={own.args} />
        )}
        <div className="seg" role="group" aria-label="What is compared">
          {(Object.keys(MODES) as CompareMode[]).map((name) => (
            <button key={name} aria-pressed={name === mode} onClick={() => setMode(name)}>
              {MODES[name]}
            </button>
          ))}
        </div>
      </PageHead>
      {!fault && (!same || !list.value) && <Loading />}
      {fault && <Fault what="The results cannot be compared" words={fault} />}
      {columns.length > 0 && total > 0 && (
        <div className="compare">
          <FilmStrip {...{ runRoot, jobId: job.jobId, count: total, index }} onIndex={go} flags={NO_FLAGS} />
          <Comparison
            key={from}
            {...{ runRoot, index, columns, mode }}
            names={same?.names ?? []}
            reference={job.jobId}
          />
        </div>
      )}
    </main>
  );
}

function ColumnPages({ from, total, onFrom }: { from: number; total: number; onFrom: (from: number) => void }) {
  const to = Math.min(total, from + MOST_COLUMNS);
  return (
    <div className="row" role="group" aria-label="Jobs that are shown">
      <button
        className="btn ico quiet s"
        aria-label="Earlier jobs"
        disabled={from === 0}
        onClick={() => onFrom(Math.max(0, from - MOST_COLUMNS))}
      >
        <IconChevronLeft size={16} stroke={1.5} aria-hidden />
      </button>
      <span className="sm mid">
        jobs {from + 1}–{to} of {count(total)}
      </span>
      <button
        className="btn ico quiet s"
        aria-label="Later jobs"
        disabled={to === total}
        onClick={() => onFrom(from + MOST_COLUMNS)}
      >
        <IconChevronRight size={16} stroke={1.5} aria-hidden />
      </button>
    </div>
  );
}

/** `Sweep of points_step · 5 jobs, all else equal` */
function sweepWords({ names, columns }: ReturnType<typeof sameInput>): string {
  const jobs = plural(columns.length, 'job');
  if (names.length === 0) return columns.length > 1 ? `${jobs}, all equal` : 'No other job has the same particles';
  return names.length === 1
    ? `Sweep of ${names[0]} · ${jobs}, all else equal`
    : `${jobs} differ in ${names.join(', ')}`;
}

const NO_FLAGS: ReadonlySet<number> = new Set();
