import { IconEye, IconFolder } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useRef, useState, type KeyboardEvent } from 'react';
import type { JobView } from '../../server/api.ts';
import { KIND_LABELS, type JobKind } from '../../spec/params.ts';
import { openDialog } from '../dialogs/dialogs.ts';
import { hrefTo, navigate } from '../router.ts';
import { clock, duration } from '../ui/format.ts';
import { useNowMs } from '../ui/now.ts';
import { PathText, underRunRoot } from '../ui/path-text.tsx';
import { JobProgress } from '../ui/progress.tsx';
import { StatusBadge } from '../ui/status.tsx';

const ROW_PX = 30;
const TITLES = [
  '#',
  'Status',
  'Job ID',
  'Kind',
  'GPUs',
  'Procs',
  'Progress',
  'Started',
  'Took',
  'Output Root',
  'Why it waits, what happened',
];
const NUMERIC = new Set(['#', 'Procs', 'Started', 'Took']);

/** The jobs of the running (or last) batch, as the state file has them. */
export function RunTable({ runRoot, jobs }: { runRoot: string; jobs: readonly JobView[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState(0);
  const rows = useVirtualizer({
    count: jobs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const open = (job: JobView | undefined): void => {
    if (job) navigate('job', { root: runRoot, job: job.jobId });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 15, PageUp: -15, Home: -1e9, End: 1e9 }[event.key];
    if (step !== undefined) {
      const at = Math.max(0, Math.min(jobs.length - 1, cursor + step));
      setCursor(at);
      rows.scrollToIndex(at);
    } else if (event.key === 'Enter') open(jobs[cursor]);
    else return;
    event.preventDefault();
  };
  return (
    <section className="panel jobs" aria-label="Jobs of the batch">
      <div
        ref={scroller}
        className="grid-scroll"
        role="grid"
        aria-label="Jobs of the batch"
        aria-rowcount={jobs.length + 1}
        aria-activedescendant={jobs[cursor] ? `live-${jobs[cursor].jobId}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div className="gr head run-cols" role="row" aria-rowindex={1}>
          {TITLES.map((title) => (
            <span
              role="columnheader"
              key={title}
              className={`${NUMERIC.has(title) ? 'num' : ''} c-${title.split(' ')[0]?.toLowerCase() ?? ''}`}
            >
              {title}
            </span>
          ))}
          <span role="columnheader">
            <span className="vh">Actions</span>
          </span>
        </div>
        <div className="virtual" role="presentation" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const job = jobs[index];
            return job ? (
              <Row
                key={job.jobId}
                job={job}
                index={index}
                top={start}
                selected={index === cursor}
                runRoot={runRoot}
                onSelect={setCursor}
                onOpen={open}
              />
            ) : null;
          })}
        </div>
      </div>
    </section>
  );
}

interface RowProps {
  job: JobView;
  index: number;
  top: number;
  selected: boolean;
  runRoot: string;
  onSelect: (index: number) => void;
  onOpen: (job: JobView) => void;
}

const Row = memo(function Row({ job, index, top, selected, runRoot, onSelect, onOpen }: RowProps) {
  const cell = (name: string, content: React.ReactNode, title?: string) => (
    <span role="gridcell" className={name} title={title}>
      {content}
    </span>
  );
  return (
    <div
      id={`live-${job.jobId}`}
      className={`gr run-cols${job.enabled ? '' : ' off'}${selected ? ' cur' : ''}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(index)}
      onDoubleClick={() => onOpen(job)}
    >
      {cell('num dim', index + 1)}
      {cell('', <StatusBadge status={job.status} />)}
      {cell('id cut', job.jobId, job.jobId)}
      {cell('mid cut c-kind', job.kind in KIND_LABELS ? KIND_LABELS[job.kind as JobKind] : job.kind)}
      {cell('', <AssignedGpus job={job} />)}
      {cell('num dim c-procs', job.procs ?? 'auto')}
      {cell('', <JobProgress job={job} />)}
      {cell('num mid c-started', clock(job.startedUtc), job.startedUtc ?? undefined)}
      {cell('num mid', <Took job={job} />)}
      {cell('mono dim c-output', <PathText path={job.outputRoot} shown={underRunRoot(job.outputRoot, runRoot)} />)}
      {cell('why', job.why ?? '', job.why ?? undefined)}
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
            title="Open output folder"
            onClick={() => openDialog({ kind: 'files', folder: job.outputRoot })}
          >
            <IconFolder size={16} stroke={1.5} />
          </button>
        </>,
      )}
    </div>
  );
});

function AssignedGpus({ job }: { job: JobView }) {
  if (job.gpus === 0) return <span className="dim">CPU</span>;
  if (job.assignedGpus.length > 0) return <>{job.assignedGpus.join(', ')}</>;
  return <span className="dim">{job.gpus === 1 ? '1 needed' : `${job.gpus} needed`}</span>;
}

function Took({ job }: { job: JobView }) {
  const nowMs = useNowMs();
  if (!job.startedUtc) return <>–</>;
  const endMs = job.finishedUtc ? Date.parse(job.finishedUtc) : nowMs;
  return <>{duration((endMs - Date.parse(job.startedUtc)) / 1000)}</>;
}
