import { IconGripVertical } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import type { JobView } from '../../server/api.ts';
import { KIND_LABELS } from '../../spec/params.ts';
import { asObject, dependsOnOf, idOf, isEnabled, kindOf, textOf, type DraftJob } from '../draft/document.ts';
import { useDraft } from '../draft/store.ts';
import { useLive } from '../store/live.ts';
import { plural } from '../ui/format.ts';
import { PathText, underRunRoot } from '../ui/path-text.tsx';
import { StatusBadge } from '../ui/status.tsx';
import { dropSelected, moveSelected, setEnabled } from './actions.ts';
import { differencesOf } from './differences.ts';
import { selectMany, selectOnly, selectTo, toggleSelected, useSelection } from './selection.ts';
import { useProblems, type BatchProblems } from './use-problems.ts';

const ROW_PX = 30;

/** The jobs of the draft: virtualised, multi-select, moved by keyboard (Alt arrows) or by the grip. */
export function JobsTable() {
  const jobs = useDraft((state) => state.doc.jobs);
  const runRoot = useDraft((state) => state.runRoot ?? '');
  const { keys, cursor } = useSelection();
  const liveJobs = useLive((state) => state.batch?.jobs);
  const problems = useProblems();
  const scroller = useRef<HTMLDivElement>(null);
  const [dropBefore, setDropBefore] = useState<string | null | undefined>(undefined);
  const order = useMemo(() => jobs.map((job) => job.key), [jobs]);
  const liveOf = useMemo(() => new Map(liveJobs?.map((job) => [job.jobId, job])), [liveJobs]);
  const differences = useMemo(() => differencesOf(jobs), [jobs]);
  const rows = useVirtualizer({
    count: jobs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const enabledCount = jobs.filter(isEnabled).length;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLInputElement && event.key === ' ') return;
    const step = stepOf(event.key);
    if (step !== 0 && event.altKey) moveSelected(step < 0 ? -1 : 1);
    else if (step !== 0) {
      const at = Math.max(0, Math.min(order.length - 1, order.indexOf(cursor ?? '') + step));
      const key = order[at];
      if (key === undefined) return;
      if (event.shiftKey) selectTo(key, order);
      else selectOnly(key);
      rows.scrollToIndex(at);
    } else if (event.key === 'a' && event.ctrlKey) selectMany(order);
    else if (event.key === ' ') setEnabled(keys, !jobs.some((job) => keys.has(job.key) && isEnabled(job)));
    else return;
    event.preventDefault();
  };
  const onDrop = (): void => {
    if (dropBefore !== undefined) dropSelected(dropBefore);
    setDropBefore(undefined);
  };
  return (
    <section className="panel jobs" aria-label="Jobs">
      <div
        ref={scroller}
        className="grid-scroll"
        role="grid"
        aria-label="Jobs"
        aria-rowcount={jobs.length + 1}
        aria-multiselectable
        aria-activedescendant={cursor ? `row-${cursor}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onDragOver={(event) => event.preventDefault()}
        onDrop={onDrop}
      >
        <div className="gr head edit-cols" role="row" aria-rowindex={1}>
          <span role="columnheader">
            <AllCheckbox jobs={jobs} enabledCount={enabledCount} order={order} />
          </span>
          <span role="columnheader">
            <span className="vh">Move</span>
          </span>
          {['#', 'Job ID', 'Kind', 'GPUs', 'Procs', 'Output Root', 'Differs in', 'Depends on', 'Status'].map(
            (title) => (
              <span
                role="columnheader"
                key={title}
                className={`${title === '#' || title === 'GPUs' || title === 'Procs' ? 'num' : ''} c-${title.split(' ')[0]?.toLowerCase() ?? ''}`}
              >
                {title}
              </span>
            ),
          )}
        </div>
        <div className="virtual" role="presentation" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const job = jobs[index];
            if (!job) return null;
            return (
              <Row
                key={job.key}
                job={job}
                index={index}
                top={start}
                selected={keys.has(job.key)}
                current={job.key === cursor}
                dropHere={dropBefore === job.key}
                live={liveOf.get(idOf(job))}
                problems={problems.of(job.key)}
                differs={differences.get(job.key) ?? ''}
                order={order}
                runRoot={runRoot}
                onDragOver={setDropBefore}
              />
            );
          })}
        </div>
      </div>
      <div className="foot">
        <span role="status">
          {plural(jobs.length, 'job')} · {enabledCount} enabled · {keys.size} selected
        </span>
      </div>
    </section>
  );
}

function stepOf(key: string): number {
  return { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 15, PageUp: -15, Home: -1e9, End: 1e9 }[key] ?? 0;
}

function AllCheckbox(props: { jobs: readonly DraftJob[]; enabledCount: number; order: readonly string[] }) {
  const { jobs, enabledCount, order } = props;
  return (
    <input
      type="checkbox"
      className="cb"
      aria-label="Enable all jobs"
      checked={jobs.length > 0 && enabledCount === jobs.length}
      ref={(box) => {
        if (box) box.indeterminate = enabledCount > 0 && enabledCount < jobs.length;
      }}
      onChange={(event) => setEnabled(new Set(order), event.target.checked)}
    />
  );
}

interface RowProps {
  job: DraftJob;
  index: number;
  top: number;
  selected: boolean;
  /** Arrows start here. */
  current: boolean;
  dropHere: boolean;
  live: JobView | undefined;
  problems: ReturnType<BatchProblems['of']>;
  differs: string;
  order: readonly string[];
  runRoot: string;
  onDragOver: (key: string) => void;
}

const Row = memo(function Row({
  job,
  index,
  top,
  selected,
  current,
  dropHere,
  live,
  problems,
  differs,
  order,
  runRoot,
  onDragOver,
}: RowProps) {
  const id = idOf(job);
  const kind = kindOf(job);
  const { gpus, procs } = asObject(job.json.resources);
  const enabled = isEnabled(job);
  const onClick = (event: MouseEvent): void => {
    if (event.target instanceof HTMLInputElement) return;
    if (event.shiftKey) selectTo(job.key, order);
    else if (event.ctrlKey || event.metaKey) toggleSelected(job.key);
    else selectOnly(job.key);
    useSelection.setState({ editorOpen: true });
  };
  const root = textOf(job.json.output_root);
  return (
    <div
      id={`row-${job.key}`}
      className={`gr edit-cols${enabled ? '' : ' off'}${dropHere ? ' drop' : ''}${current ? ' cur' : ''}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onClick}
      onDragOver={() => onDragOver(job.key)}
    >
      <span role="gridcell">
        <input
          type="checkbox"
          className="cb"
          tabIndex={-1}
          aria-label={`${id} enabled`}
          checked={enabled}
          onChange={(event) => setEnabled(new Set([job.key]), event.target.checked)}
        />
      </span>
      <span
        role="gridcell"
        className="grip"
        title="Drag to move (Alt ↑ ↓)"
        draggable
        onDragStart={(event) => {
          if (!selected) selectOnly(job.key);
          event.dataTransfer.setData('text/plain', id);
        }}
      >
        <IconGripVertical size={16} stroke={1.5} aria-hidden="true" />
      </span>
      <span role="gridcell" className="num dim">
        {index + 1}
      </span>
      <span role="gridcell" className="id cut" title={id}>
        {id}
      </span>
      <span role="gridcell" className="mid cut">
        {kind ? KIND_LABELS[kind] : '?'}
      </span>
      <span role="gridcell" className="num">
        {String(gpus ?? 1)}
      </span>
      <span role="gridcell" className="num c-procs">
        {procs === null || procs === undefined ? <span className="dim">auto</span> : String(procs)}
      </span>
      <span role="gridcell" className="mono dim c-output">
        <PathText path={root} shown={underRunRoot(root, runRoot)} />
      </span>
      <span role="gridcell" className="mid sm cut" title={differs}>
        {differs || '–'}
      </span>
      <span role="gridcell" className="dim sm cut c-depends" title={dependsOnOf(job).join(', ')}>
        {dependsOnOf(job).join(', ') || '–'}
      </span>
      <span role="gridcell">
        <RowStatus enabled={enabled} live={live} problems={problems} />
      </span>
    </div>
  );
});

function RowStatus({ enabled, live, problems }: Pick<RowProps, 'live' | 'problems'> & { enabled: boolean }) {
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
