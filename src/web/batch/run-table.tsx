import { IconEye, IconFolder } from '@tabler/icons-react';
import { memo, useMemo, useState, type CSSProperties, type KeyboardEvent } from 'react';
import type { JobView } from '../../server/api.ts';
import { KIND_LABELS, type JobKind } from '../../spec/params.ts';
import { openDialog } from '../dialogs/dialogs.ts';
import { hrefTo, navigate } from '../router.ts';
import { clock, duration } from '../ui/format.ts';
import { columnNeeds } from '../ui/column-needs.ts';
import { useNowMs } from '../ui/now.ts';
import { PathText, underRunRoot } from '../ui/path-text.tsx';
import { JobProgress } from '../ui/progress.tsx';
import { StatusBadge } from '../ui/status.tsx';
import { useSelection } from './selection.ts';
import { placeAttributes, VirtualGrid, type Column, type RowPlace } from '../ui/virtual-grid.tsx';

const COLUMNS: readonly Column[] = [
  { title: '#', className: 'num' },
  { title: 'Status' },
  { title: 'Job ID' },
  { title: 'Kind', className: 'c-kind' },
  { title: 'GPUs' },
  { title: 'Procs', className: 'num c-procs' },
  { title: 'Progress' },
  { title: 'Started', className: 'num c-started' },
  { title: 'Took', className: 'num' },
  { title: 'Output Root', className: 'c-output' },
  { title: 'Why it waits, what happened' },
  { title: 'Actions', hideTitle: true },
];

/** The jobs of the running (or last) batch, as the state file has them. */
export function RunTable({ runRoot, jobs: all }: { runRoot: string; jobs: readonly JobView[] }) {
  const filter = useSelection((state) => state.filter);
  const [cursor, setCursor] = useState(0);
  const numberOf = useMemo(() => new Map(all.map(({ jobId }, index) => [jobId, index + 1])), [all]);
  const jobs = filter === null ? all : all.filter(({ status }) => status === filter);
  const [open] = useState(() => (job: JobView) => navigate('job', { root: runRoot, job: job.jobId }));
  const current = jobs[cursor];
  const onKey = (event: KeyboardEvent): boolean => {
    if (event.key !== 'Enter' || !current || event.target !== event.currentTarget) return false;
    open(current);
    return true;
  };
  return (
    <section className="panel jobs" aria-label="Jobs of the batch" style={{ '--rows': all.length } as CSSProperties}>
      {jobs.length === 0 && filter !== null && <p className="pad mid">No job is {filter} now.</p>}
      <VirtualGrid
        label="Jobs of the batch"
        className="run-cols"
        style={columnNeeds({
          id: all.map(({ jobId }) => jobId),
          path: all.map(({ outputRoot }) => underRunRoot(outputRoot, runRoot)),
        })}
        columns={COLUMNS}
        count={jobs.length}
        at={cursor}
        activeId={current && `live-${current.jobId}`}
        onMove={setCursor}
        onKey={onKey}
        row={(place) => {
          const job = jobs[place.index];
          return job ? (
            <Row
              key={job.jobId}
              job={job}
              {...place}
              number={numberOf.get(job.jobId) ?? 0}
              selected={place.index === cursor}
              runRoot={runRoot}
              onSelect={setCursor}
              onOpen={open}
            />
          ) : null;
        }}
      />
    </section>
  );
}

interface RowProps extends RowPlace {
  job: JobView;
  /** In the order of the batch, from 1. */
  number: number;
  selected: boolean;
  runRoot: string;
  onSelect: (index: number) => void;
  onOpen: (job: JobView) => void;
}

const Row = memo(function Row({ job, index, top, number, selected, runRoot, onSelect, onOpen }: RowProps) {
  const cell = (name: string, content: React.ReactNode, title?: string) => (
    <span role="gridcell" className={name} title={title}>
      {content}
    </span>
  );
  return (
    <div
      id={`live-${job.jobId}`}
      className={`gr run-cols${job.enabled ? '' : ' off'}${selected ? ' cur' : ''}`}
      {...placeAttributes({ index, top })}
      aria-selected={selected}
      onClick={() => onSelect(index)}
      onDoubleClick={() => onOpen(job)}
    >
      {cell('num dim', number)}
      {cell('', <StatusBadge status={job.status} />)}
      {cell('id', <PathText path={job.jobId} />)}
      {cell('mid cut c-kind', job.kind in KIND_LABELS ? KIND_LABELS[job.kind as JobKind] : job.kind)}
      {cell('nowrap', <AssignedGpus job={job} />)}
      {cell('num dim c-procs', procsWords(job))}
      {cell('', <JobProgress job={job} />)}
      {cell('num mid nowrap c-started', clock(job.startedUtc), job.startedUtc ?? undefined)}
      {cell('num mid nowrap', <Took job={job} />)}
      {cell('mono dim c-output', <PathText path={job.outputRoot} shown={underRunRoot(job.outputRoot, runRoot)} />)}
      {cell('why', job.why ?? '', [job.why, job.advice].filter(Boolean).join('\n') || undefined)}
      {cell(
        'row-tools',
        <>
          <a
            className="btn ico quiet s"
            href={hrefTo('job', { root: runRoot, job: job.jobId })}
            aria-label={`Images and logs of ${job.jobId}`}
            title="Images and logs"
          >
            <IconEye size={16} stroke={1.5} />
          </a>
          <button
            className="btn ico quiet s"
            aria-label={`Open output folder of ${job.jobId}`}
            title={`Open output folder ${job.outputRoot}`}
            onClick={() => openDialog({ kind: 'files', folder: job.outputRoot })}
          >
            <IconFolder size={16} stroke={1.5} />
          </button>
        </>,
      )}
    </div>
  );
});

function procsWords({ kind, procs }: JobView): number | string {
  return procs ?? (kind === 'bezierfit_mem_analyze' ? '–' : 'auto');
}

function AssignedGpus({ job }: { job: JobView }) {
  if (job.gpus === 0) return <span className="dim">CPU</span>;
  if (job.assignedGpus.length > 0) return <>{job.assignedGpus.join(', ')}</>;
  if (job.status !== 'queued') return <span className="dim">–</span>;
  return <span className="dim sm">{job.gpus === 1 ? '1 needed' : `${job.gpus} needed`}</span>;
}

function Took({ job }: { job: JobView }) {
  const nowMs = useNowMs();
  if (!job.startedUtc) return <>–</>;
  const endMs = job.finishedUtc ? Date.parse(job.finishedUtc) : nowMs;
  return <>{duration((endMs - Date.parse(job.startedUtc)) / 1000)}</>;
}
