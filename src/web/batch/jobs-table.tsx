import { useMemo, useState, type KeyboardEvent } from 'react';
import { idOf, isEnabled, textOf, type DraftJob } from '../draft/document.ts';
import { useDraft } from '../draft/store.ts';
import { useLive } from '../store/live.ts';
import { columnNeeds } from '../ui/column-needs.ts';
import { plural } from '../ui/format.ts';
import { underRunRoot } from '../ui/path-text.tsx';
import { VirtualGrid } from '../ui/virtual-grid.tsx';
import { dropSelected, moveSelected, setEnabled } from './actions.ts';
import { differencesOf } from './differences.ts';
import { JOB_COLUMNS, JobRow, afterWords } from './job-row.tsx';
import { SavedNote } from './saved-note.tsx';
import { selectMany, selectOnly, selectTo, useSelection } from './selection.ts';
import { useProblems } from './use-problems.ts';

interface Drop {
  key: string;
  half: 'before' | 'after';
}

/** The jobs of the draft: virtualised, multi-select, moved by keyboard (Alt arrows) or by the grip. */
export function JobsTable() {
  const jobs = useDraft((state) => state.doc.jobs);
  const runRoot = useDraft((state) => state.runRoot ?? '');
  const { keys, cursor } = useSelection();
  const liveJobs = useLive((state) => state.batch?.jobs);
  const problems = useProblems();
  const [drop, setDrop] = useState<Drop | null>(null);
  const order = useMemo(() => jobs.map((job) => job.key), [jobs]);
  const liveOf = useMemo(() => new Map(liveJobs?.map((job) => [job.jobId, job])), [liveJobs]);
  const differences = useMemo(() => differencesOf(jobs), [jobs]);
  const [onDragOver] = useState(() => (key: string, half: Drop['half']) => {
    setDrop((before) => (before?.key === key && before.half === half ? before : { key, half }));
  });
  const enabledCount = jobs.filter(isEnabled).length;
  const onMove = (to: number, event: KeyboardEvent): void => {
    const key = order[to];
    if (key === undefined) return;
    if (event.shiftKey) selectTo(key, order);
    else selectOnly(key);
  };
  const onKey = (event: KeyboardEvent): boolean => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (step !== 0 && event.altKey) moveSelected(step);
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) selectMany(order);
    else if (event.key === ' ' && !(event.target instanceof HTMLInputElement))
      setEnabled(keys, !jobs.some((job) => keys.has(job.key) && isEnabled(job)));
    else return false;
    return true;
  };
  const onDrop = (): void => {
    if (drop) dropSelected(drop.half === 'before' ? drop.key : (order[order.indexOf(drop.key) + 1] ?? null));
    setDrop(null);
  };
  const box = <AllCheckbox jobs={jobs} enabledCount={enabledCount} order={order} />;
  return (
    <section className="panel jobs" aria-label="Jobs" onDragEnd={() => setDrop(null)}>
      <VirtualGrid
        label="Jobs"
        className="edit-cols"
        style={columnNeeds({
          id: jobs.map(idOf),
          path: jobs.map((job) => underRunRoot(textOf(job.json.output_root), runRoot)),
          after: jobs.map(afterWords),
        })}
        columns={JOB_COLUMNS.map((column, index) => (index === 0 ? { ...column, head: box } : column))}
        count={jobs.length}
        at={order.indexOf(cursor ?? '')}
        activeId={cursor ? `row-${cursor}` : undefined}
        multiselectable
        onMove={onMove}
        onKey={onKey}
        onDrop={onDrop}
        row={(place) => {
          const job = jobs[place.index];
          if (!job) return null;
          return (
            <JobRow
              key={job.key}
              job={job}
              {...place}
              selected={keys.has(job.key)}
              current={job.key === cursor}
              drop={drop?.key === job.key ? drop.half : null}
              live={liveOf.get(idOf(job))}
              problems={problems.of(job.key)}
              differs={differences.get(job.key) ?? ''}
              order={order}
              runRoot={runRoot}
              onDragOver={onDragOver}
            />
          );
        }}
      />
      <div className="foot">
        <span role="status">
          {plural(jobs.length, 'job')} · {enabledCount} enabled · {keys.size} selected
        </span>
        <span className="grow" />
        <SavedNote />
      </div>
    </section>
  );
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
