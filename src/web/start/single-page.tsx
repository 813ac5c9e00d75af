import { IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { KIND_LABELS, type JobKind } from '../../spec/params.ts';
import { addJob, runBatch } from '../batch/actions.ts';
import { ConflictBanner, LoadFault } from '../batch/draft-notices.tsx';
import { StopCountdown } from '../batch/live-head.tsx';
import { LogPanel } from '../batch/log-panel.tsx';
import { useProblems } from '../batch/use-problems.ts';
import { openDialog } from '../dialogs/dialogs.ts';
import { kindOf } from '../draft/document.ts';
import { useDraft } from '../draft/store.ts';
import { useDraftSync } from '../draft/sync.ts';
import { JobEditor } from '../editor/job-editor.tsx';
import type { PageProps } from '../pages.tsx';
import { hrefTo, useRoute } from '../router.ts';
import { useFollow, useLive } from '../store/live.ts';
import '../styles/batch.css';
import { plural } from '../ui/format.ts';
import { JobProgress } from '../ui/progress.tsx';
import { StatusBadge } from '../ui/status.tsx';
import { NewBatchForm } from './new-batch.tsx';

const TOOL_NAMES: Readonly<Record<JobKind, string>> = {
  bezierfit_mem_analyze: 'Membrane Analyzer',
  bezierfit_particle_pms: 'Particle Membrane Subtraction',
  bezierfit_micrograph_mms: 'Micrograph Membrane Subtraction',
};

/** A single run of one tool: a batch of one job, with the same files. */
export default function SinglePage({ runRoot }: PageProps) {
  const kind = useRoute().params.get('kind');
  if (kind === null || !(kind in KIND_LABELS)) {
    return (
      <main className="notice">
        <h1>Unknown tool</h1>
        <a href="#/">Go to the start page</a>
      </main>
    );
  }
  const jobKind = kind as JobKind;
  if (runRoot !== null) return <SingleRun key={runRoot} kind={jobKind} runRoot={runRoot} />;
  return (
    <main className="notice">
      <h1>{TOOL_NAMES[jobKind]}</h1>
      <p className="mid">Choose the folder of this run: its state, log and outputs lie there.</p>
      <NewBatchForm kind={jobKind} label="Go on" />
    </main>
  );
}

function SingleRun({ kind, runRoot }: { kind: JobKind; runRoot: string }) {
  useDraftSync(runRoot);
  useFollow(runRoot);
  const loaded = useDraft((state) => state.loaded && state.runRoot === runRoot);
  const jobs = useDraft((state) => state.doc.jobs);
  const problems = useProblems();
  const job = jobs.find((one) => kindOf(one) === kind);
  useEffect(() => {
    if (loaded && !useDraft.getState().doc.jobs.some((one) => kindOf(one) === kind)) addJob(kind);
  }, [loaded, kind]);
  if (!loaded || !job) return <LoadFault runRoot={runRoot} />;
  return (
    <main className="single">
      <ConflictBanner />
      <JobEditor key={job.key} job={job} runRoot={runRoot} problems={problems.of(job.key)} />
      <SingleMonitor kind={kind} runRoot={runRoot} others={jobs.length - 1} />
    </main>
  );
}

function SingleMonitor({ kind, runRoot, others }: { kind: JobKind; runRoot: string; others: number }) {
  const problems = useProblems();
  const batch = useLive((state) => state.batch);
  const [fault, setFault] = useState<string | null>(null);
  const own = (batch?.jobs ?? []).filter((job) => job.kind === kind);
  const phase = batch?.phase ?? 'none';
  const isRunning = phase === 'running' || phase === 'starting' || phase === 'stopping';
  const reason = isRunning ? 'It is running' : problems.words;
  return (
    <div className="col gap">
      <section className="panel" aria-label="Run">
        <div className="ph">
          <h1 className="panel-title">{TOOL_NAMES[kind]}</h1>
          <span className="grow" />
          <StopCountdown />
          <button className="btn stop" disabled={!isRunning} onClick={() => openDialog({ kind: 'stop' })}>
            <IconPlayerStopFilled size={14} aria-hidden="true" />
            Stop
          </button>
          <button
            className="btn pri run"
            aria-disabled={reason !== ''}
            title={reason || undefined}
            onClick={() => {
              if (reason === '') void runBatch().then((failed) => setFault(failed?.words ?? null));
            }}
          >
            <IconPlayerPlayFilled size={14} aria-hidden="true" />
            Run
          </button>
        </div>
        <div className="dialog-body">
          {fault && (
            <p className="prob" role="alert">
              {fault}
            </p>
          )}
          {problems.words && <p className="sm failed">{problems.words}</p>}
          {others > 0 && (
            <p className="mid">
              Run starts all jobs of this run root, {plural(others, 'more job')}:{' '}
              <a href={hrefTo('batch', { root: runRoot })}>Batch Scheduler</a>
            </p>
          )}
          {own.map((job) => (
            <div key={job.jobId} className="single-job">
              <StatusBadge status={job.status} pill />
              <b>{job.jobId}</b>
              <JobProgress job={job} />
              <a href={hrefTo('job', { root: runRoot, job: job.jobId })}>Images and logs</a>
              {job.why && <span className="mid">{job.why}</span>}
            </div>
          ))}
          {phase === 'none' && <p className="dim">Not started yet. It goes on when this page is closed.</p>}
        </div>
      </section>
      {batch && phase !== 'none' && <LogPanel log={batch.log} />}
    </div>
  );
}
