import { useState } from 'react';
import { IconColumns3, IconFolder, IconTerminal2 } from '@tabler/icons-react';
import type { JobFiles, JobView } from '../../server/api.ts';
import { get } from '../api.ts';
import { openDialog } from '../dialogs/dialogs.ts';
import type { PageProps } from '../pages.tsx';
import { hrefTo } from '../router.ts';
import { ClassAverages } from './class-averages.tsx';
import { Fault } from './fault.tsx';
import { JobEnd } from './job-end.tsx';
import { JsonView } from './json-view.tsx';
import { LogViewer } from './log-viewer.tsx';
import { Micrographs } from './micrographs.tsx';
import { Notice } from './notice.tsx';
import { PageHead } from './page-head.tsx';
import { Particles } from './particles.tsx';
import { waitsOf } from './pictures-props.ts';
import { useJobs } from './use-jobs.ts';
import { useLoad } from './use-load.ts';
import './views.css';

const TABS = { images: 'Images', log: 'Log', events: 'Event log', result: 'Result', spec: 'Resolved spec' } as const;
type Tab = keyof typeof TABS;
type LogName = JobFiles['logs'][number]['name'];

/** All about one job: its pictures, logs and records. */
export default function JobPage({ runRoot, jobId }: PageProps) {
  const { isLoading, jobs, job } = useJobs(runRoot, jobId, null);
  const [tab = job?.status === 'failed' ? 'log' : 'images', setTab] = useState<Tab>();
  const [log = job?.status === 'failed' ? 'stderr' : 'stdout', setLog] = useState<LogName>();
  const finished = job?.finishedUtc ?? job?.status;
  const files = useLoad(job && runRoot ? `${runRoot} ${job.jobId} ${finished}` : null, (signal) =>
    get<JobFiles>('/api/job', { runRoot, jobId: job?.jobId }, signal),
  );
  if (runRoot === null) return <NoRunRoot />;
  if (isLoading) return <main aria-busy="true" />;
  if (!job) return <NoJob runRoot={runRoot} jobId={jobId} />;
  return (
    <main className="job-page">
      <PageHead runRoot={runRoot} page="job" jobs={jobs} job={job}>
        <a className="btn quiet" href={hrefTo('compare', { root: runRoot, job: job.jobId })}>
          <IconColumns3 size={16} stroke={1.5} aria-hidden />
          Compare
        </a>
        <button className="btn" onClick={() => openDialog({ kind: 'command' })}>
          <IconTerminal2 size={16} stroke={1.5} aria-hidden />
          Command...
        </button>
        <button className="btn" onClick={() => openDialog({ kind: 'files', folder: job.outputRoot })}>
          <IconFolder size={16} stroke={1.5} aria-hidden />
          Open output folder
        </button>
      </PageHead>
      {(job.status === 'failed' || job.status === 'canceled') && (
        <JobEnd
          {...{ runRoot, job, jobs }}
          onStderr={
            files.last?.logs.some(({ name, sizeBytes }) => name === 'stderr' && sizeBytes > 0)
              ? () => {
                  setLog('stderr');
                  setTab('log');
                }
              : null
          }
        />
      )}
      <Tabs tab={tab} onTab={setTab} />
      <div className="tab-panel" role="tabpanel" id="job-panel" aria-label={TABS[tab]}>
        {tab === 'images' && <Images runRoot={runRoot} job={job} />}
        {tab === 'log' && <Logs {...files} names={['stdout', 'stderr']} log={log} onLog={setLog} />}
        {tab === 'events' && <Logs {...files} names={['events']} log="events" onLog={setLog} />}
        {tab === 'result' && <JsonView value={files.last?.result} name="job_result.json" fault={files.fault} />}
        {tab === 'spec' && <JsonView value={files.last?.resolved} name="job_spec_resolved.json" fault={files.fault} />}
      </div>
    </main>
  );
}

function Tabs({ tab, onTab }: { tab: Tab; onTab: (tab: Tab) => void }) {
  const names = Object.keys(TABS) as Tab[];
  const move = (event: React.KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = names[(names.indexOf(tab) + step + names.length) % names.length];
    onTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div className="tabs job-tabs" role="tablist" aria-label="Views of the job" onKeyDown={move}>
      {names.map((name) => (
        <button
          key={name}
          id={`tab-${name}`}
          role="tab"
          aria-selected={name === tab}
          aria-controls="job-panel"
          tabIndex={name === tab ? 0 : -1}
          onClick={() => onTab(name)}
        >
          {TABS[name]}
        </button>
      ))}
    </div>
  );
}

function Images({ runRoot, job }: { runRoot: string; job: JobView }) {
  const { jobId, kind } = job;
  const waits = waitsOf(job);
  if (kind === 'bezierfit_particle_pms') return <Particles key={jobId} {...{ runRoot, jobId, waits }} />;
  if (kind === 'bezierfit_micrograph_mms') return <Micrographs key={jobId} {...{ runRoot, jobId, waits }} />;
  return <ClassAverages key={jobId} {...{ runRoot, jobId, waits }} />;
}

interface LogsProps {
  last: JobFiles | null;
  fault: string | null;
  names: readonly LogName[];
  log: LogName;
  onLog: (name: LogName) => void;
}

function Logs({ last, fault, names, log, onLog }: LogsProps) {
  const logs = last?.logs.filter(({ name }) => names.includes(name)) ?? [];
  if (fault && !last) return <Fault what="The logs of this job cannot be shown" words={fault} />;
  if (logs.length === 0) return <p className="pad mid">{last ? 'The job has not written this log yet.' : ''}</p>;
  return <LogViewer logs={logs} name={log} onName={onLog} />;
}

function NoRunRoot() {
  return (
    <Notice title="No run root is open">
      Pictures belong to the jobs of a batch. <a href="#/">Choose a run root on the start page</a>
    </Notice>
  );
}

function NoJob({ runRoot, jobId }: { runRoot: string; jobId: string | null }) {
  return (
    <Notice title={jobId ? `There is no job ${jobId} in this batch` : 'This batch has not started yet'}>
      <a href={hrefTo('batch', { root: runRoot })}>Open the batch</a>
    </Notice>
  );
}
