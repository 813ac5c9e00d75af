import { useEffect } from 'react';
import { idOf } from '../draft/document.ts';
import { useDraftSync } from '../draft/sync.ts';
import { useDraft } from '../draft/store.ts';
import { JobEditor } from '../editor/job-editor.tsx';
import type { PageProps } from '../pages.tsx';
import { useFollow, useLive } from '../store/live.ts';
import '../styles/batch.css';
import { ChooseRunRoot } from './choose-run-root.tsx';
import { ConflictBanner, LoadFault } from './draft-notices.tsx';
import { EmptyBatch } from './empty.tsx';
import { JobsTable } from './jobs-table.tsx';
import { Monitor } from './monitor.tsx';
import { selectOnly, showView, useSelection } from './selection.ts';
import { Settings } from './settings.tsx';
import { Toolbar } from './toolbar.tsx';
import { useBatchKeys } from './use-keys.ts';
import { useProblems } from './use-problems.ts';

export default function BatchPage({ runRoot, jobId }: PageProps) {
  return runRoot === null ? <ChooseRunRoot /> : <Scheduler key={runRoot} {...{ runRoot, jobId }} />;
}

/** Jobs, editor and settings; or the running batch. A job in the address is to be edited. */
function Scheduler({ runRoot, jobId }: { runRoot: string; jobId: string | null }) {
  useDraftSync(runRoot);
  useFollow(runRoot);
  const view = useSelection((state) => state.view);
  const phase = useLive((state) => (state.runRoot === runRoot ? (state.batch?.phase ?? null) : null));
  const loaded = useDraft((state) => state.loaded && state.runRoot === runRoot);
  const noJobs = useDraft((state) => state.doc.jobs.length === 0);
  const problems = useProblems();
  const isRunning = phase === 'running' || phase === 'starting' || phase === 'stopping';
  useBatchKeys(!isRunning && !noJobs && problems.all.length === 0);
  // Whoever comes to a running batch wants to see it run; where none was started there is nothing to watch.
  useEffect(() => {
    if (isRunning) showView('run');
    else if (phase === 'none') showView('edit');
  }, [phase, isRunning]);
  useEffect(() => {
    if (!loaded) return;
    const { jobs } = useDraft.getState().doc;
    const wanted = jobs.find((job) => idOf(job) === jobId);
    selectOnly((wanted ?? jobs[0])?.key ?? null);
    if (wanted) showView('edit');
  }, [loaded, runRoot, jobId]);
  if (!loaded) return <LoadFault runRoot={runRoot} />;
  return (
    <main className="page">
      <h1 className="vh">Batch Scheduler: {runRoot}</h1>
      <ConflictBanner />
      <Toolbar runRoot={runRoot} />
      {view === 'run' ? (
        <Monitor runRoot={runRoot} />
      ) : (
        <div className="main">
          <div className="left">
            {noJobs ? <EmptyBatch /> : <JobsTable />}
            <Settings runRoot={runRoot} />
          </div>
          <SelectedEditor runRoot={runRoot} />
        </div>
      )}
    </main>
  );
}

function SelectedEditor({ runRoot }: { runRoot: string }) {
  const cursor = useSelection((state) => state.cursor);
  const job = useDraft((state) => state.doc.jobs.find((one) => one.key === cursor));
  const problems = useProblems();
  if (job) return <JobEditor key={job.key} job={job} runRoot={runRoot} problems={problems.of(job.key)} />;
  return (
    <aside className="panel col ed" aria-label="Job editor">
      <div className="ph">
        <h2>Job editor</h2>
      </div>
      <p className="dim pad">Select a job to edit its arguments.</p>
    </aside>
  );
}
