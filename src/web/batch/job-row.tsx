import { IconGripVertical } from '@tabler/icons-react';
import { memo, type DragEvent, type MouseEvent } from 'react';
import type { JobView } from '../../server/api.ts';
import { KIND_LABELS } from '../../spec/params.ts';
import { asObject, dependsOnOf, idOf, isEnabled, kindOf, textOf, type DraftJob } from '../draft/document.ts';
import { plural } from '../ui/format.ts';
import { PathText, underRunRoot } from '../ui/path-text.tsx';
import { StatusBadge } from '../ui/status.tsx';
import { placeAttributes, type Column, type RowPlace } from '../ui/virtual-grid.tsx';
import { setEnabled } from './actions.ts';
import { selectOnly, selectTo, toggleSelected, useSelection } from './selection.ts';
import type { BatchProblems } from './use-problems.ts';

/** The columns of a job of the draft; the first holds the box for all. */
export const JOB_COLUMNS: readonly Column[] = [
  { title: 'Enabled' },
  { title: 'Move', hideTitle: true },
  { title: '#', className: 'num' },
  { title: 'Job ID' },
  { title: 'Kind' },
  { title: 'GPUs', className: 'num' },
  { title: 'Procs', className: 'num c-procs' },
  { title: 'Output Root', className: 'c-output' },
  { title: 'Differs in' },
  { title: 'Depends on', className: 'c-depends' },
  { title: 'Status' },
];

interface JobRowProps extends RowPlace {
  job: DraftJob;
  selected: boolean;
  /** Arrows start here. */
  current: boolean;
  /** Where dragged jobs would come to lie. */
  drop: 'before' | 'after' | null;
  live: JobView | undefined;
  problems: ReturnType<BatchProblems['of']>;
  differs: string;
  order: readonly string[];
  runRoot: string;
  onDragOver: (key: string, half: 'before' | 'after') => void;
}

export const JobRow = memo(function JobRow(props: JobRowProps) {
  const { job, index, top, selected, current, drop, order, runRoot } = props;
  const id = idOf(job);
  const { gpus, procs } = asObject(job.json.resources);
  const enabled = isEnabled(job);
  const kind = kindOf(job);
  const root = textOf(job.json.output_root);
  const after = afterWords(job);
  const onClick = (event: MouseEvent): void => {
    if (event.target instanceof HTMLInputElement) return;
    if (event.shiftKey) selectTo(job.key, order);
    else if (event.ctrlKey || event.metaKey) toggleSelected(job.key);
    else selectOnly(job.key);
    useSelection.setState({ editorOpen: true });
  };
  const cell = (className: string, content: React.ReactNode, title?: string) => (
    <span role="gridcell" className={className} title={title}>
      {content}
    </span>
  );
  return (
    <div
      id={`row-${job.key}`}
      className={`gr edit-cols${enabled ? '' : ' off'}${drop ? ` drop-${drop}` : ''}${current ? ' cur' : ''}`}
      {...placeAttributes({ index, top })}
      aria-selected={selected}
      onClick={onClick}
      onDragOver={(event) => props.onDragOver(job.key, halfOf(event))}
    >
      {cell(
        '',
        <input
          type="checkbox"
          className="cb"
          tabIndex={-1}
          aria-label={`${id} enabled`}
          checked={enabled}
          onChange={(event) => setEnabled(new Set([job.key]), event.target.checked)}
        />,
      )}
      <Grip job={job} selected={selected} />
      {cell('num dim', index + 1)}
      {cell('id', <PathText path={id} />)}
      {cell('mid cut', kind ? KIND_LABELS[kind] : '?')}
      {cell('num', String(gpus ?? 1))}
      {cell('num c-procs', procs === null || procs === undefined ? <span className="dim">auto</span> : String(procs))}
      {cell('mono dim c-output', <PathText path={root} shown={underRunRoot(root, runRoot)} />)}
      {cell('mid sm cut', props.differs || '–', props.differs)}
      {cell('dim sm cut c-depends', after || '–', after)}
      {cell('', <RowStatus enabled={enabled} live={props.live} problems={props.problems} />)}
    </div>
  );
});

/** On which jobs it depends. */
export const afterWords = (job: DraftJob): string => dependsOnOf(job).join(', ');

function halfOf({ currentTarget, clientY }: DragEvent): 'before' | 'after' {
  const { top, height } = currentTarget.getBoundingClientRect();
  return clientY < top + height / 2 ? 'before' : 'after';
}

/** What the pointer drags; a job that is not selected comes alone. */
function Grip({ job, selected }: Pick<JobRowProps, 'job' | 'selected'>) {
  return (
    <span
      role="gridcell"
      className="grip"
      title="Drag to move (Alt ↑ ↓)"
      draggable
      onDragStart={(event) => {
        if (!selected) selectOnly(job.key);
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', idOf(job));
      }}
    >
      <IconGripVertical size={16} stroke={1.5} aria-hidden="true" />
    </span>
  );
}

function RowStatus({ enabled, live, problems }: Pick<JobRowProps, 'live' | 'problems'> & { enabled: boolean }) {
  if (!enabled) return <span className="dim sm">Disabled</span>;
  if (problems.length > 0) {
    const title = problems.map(({ message }) => message).join('\n');
    const missing = problems.every((problem) => problem.missing);
    const words = missing ? `${problems.length} to fill in` : plural(problems.length, 'problem');
    return (
      <span title={title}>
        <StatusBadge status={missing ? 'warn' : 'failed'} words={words} />
      </span>
    );
  }
  return live ? <StatusBadge status={live.status} /> : <span className="sm mid">✓ Ready</span>;
}
