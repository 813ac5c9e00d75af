import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChartBar,
  IconCopyPlus,
  IconDownload,
  IconFolder,
  IconPlayerPlayFilled,
  IconPlayerStopFilled,
  IconPlus,
  IconTerminal2,
  IconTrash,
  IconUpload,
} from '@tabler/icons-react';
import { useState } from 'react';
import { JOB_KINDS, KIND_LABELS } from '../../spec/params.ts';
import { openDialog } from '../dialogs/dialogs.ts';
import { redo, undo, useDraft } from '../draft/store.ts';
import { KIND_ABOUT } from '../editor/words.ts';
import { useLive } from '../store/live.ts';
import { clock } from '../ui/format.ts';
import { MenuButton } from '../ui/menu-button.tsx';
import { addJob, duplicateSelected, exportSpec, removeSelected, runBatch } from './actions.ts';
import { LiveHead, StopCountdown } from './live-head.tsx';
import { selectOnly, showView, useSelection } from './selection.ts';
import { useProblems } from './use-problems.ts';

const ICON = { size: 16, stroke: 1.5, 'aria-hidden': true } as const;

export function Toolbar({ runRoot }: { runRoot: string }) {
  const view = useSelection((state) => state.view);
  return (
    <div className="tools" role="toolbar" aria-label="Batch">
      <ViewSwitch />
      <span className="sep" />
      {view === 'edit' ? <EditTools /> : <LiveHead />}
      <span className="grow" />
      <RunTools runRoot={runRoot} />
    </div>
  );
}

function ViewSwitch() {
  const view = useSelection((state) => state.view);
  const button = (name: 'edit' | 'run', label: string) => (
    <button aria-pressed={view === name} onClick={() => showView(name)}>
      {label}
    </button>
  );
  return (
    <div className="seg" role="group" aria-label="View">
      {button('edit', 'Edit')}
      {button('run', 'Monitor')}
    </div>
  );
}

function EditTools() {
  const selected = useSelection((state) => state.keys);
  const cursor = useSelection((state) => state.cursor);
  const isEmpty = useDraft((state) => state.doc.jobs.length === 0);
  const undoLabel = useDraft((state) => state.past.at(-1)?.label);
  const redoLabel = useDraft((state) => state.future[0]?.label);
  const [fault, setFault] = useState<string | null>(null);
  const noJob = selected.size === 0;
  const kinds = JOB_KINDS.map((kind) => ({
    label: KIND_LABELS[kind],
    about: KIND_ABOUT[kind],
    onChoose: () => addJob(kind),
  }));
  return (
    <>
      <MenuButton icon={<IconPlus {...ICON} />} label="Add job" items={kinds} />
      <button className="btn t2" disabled={noJob} title="Duplicate (Ctrl D)" onClick={duplicateSelected}>
        <IconCopyPlus {...ICON} />
        Duplicate
      </button>
      <button className="btn t2" disabled={noJob} title="Remove (Del)" onClick={removeSelected}>
        <IconTrash {...ICON} />
        Remove
      </button>
      <button
        className="btn"
        disabled={selected.size !== 1 || cursor === null}
        title={selected.size === 1 ? 'Sweep... (S)' : 'Select one job to sweep'}
        onClick={() => cursor && openDialog({ kind: 'sweep', key: cursor })}
      >
        <IconChartBar {...ICON} />
        Sweep...
      </button>
      <span className="sep" />
      <button className="btn quiet t2" title="Import..." onClick={() => openDialog({ kind: 'import' })}>
        <IconDownload {...ICON} />
        Import...
      </button>
      <button
        className="btn quiet t2"
        title="Export..."
        disabled={isEmpty}
        onClick={() => void exportSpec().then(setFault)}
      >
        <IconUpload {...ICON} />
        Export...
      </button>
      {fault && (
        <span className="prob" role="alert">
          {fault}
        </span>
      )}
      <span className="sep" />
      <UndoButton label="Undo" keys="Ctrl Z" what={undoLabel} onClick={undo} />
      <UndoButton label="Redo" keys="Ctrl Shift Z" what={redoLabel} onClick={redo} />
    </>
  );
}

function UndoButton(props: { label: 'Undo' | 'Redo'; keys: string; what: string | undefined; onClick: () => void }) {
  const { label, keys, what, onClick } = props;
  const title = what === undefined ? `${label} (${keys})` : `${label} (${keys}): ${what}`;
  const Icon = label === 'Undo' ? IconArrowBackUp : IconArrowForwardUp;
  return (
    <button className="btn ico quiet" aria-label={title} title={title} disabled={what === undefined} onClick={onClick}>
      <Icon {...ICON} />
    </button>
  );
}

function SavedNote() {
  const savedUtc = useDraft((state) => state.savedUtc);
  const saved = useDraft((state) => state.version === state.savedVersion);
  const fault = useDraft((state) => state.saveFault);
  if (fault) return <span className="sm failed">Not saved: {fault}</span>;
  if (!saved) return <span className="sm dim hide-m">Saving…</span>;
  return savedUtc ? <span className="sm dim hide-m nowrap">Draft saved {clock(savedUtc)}</span> : null;
}

/** Run and Stop, and why Run is not possible now. */
function RunTools({ runRoot }: { runRoot: string }) {
  const problems = useProblems();
  const view = useSelection((state) => state.view);
  const noJobs = useDraft((state) => state.doc.jobs.length === 0);
  const phase = useLive((state) => state.batch?.phase ?? 'none');
  const [fault, setFault] = useState<string | null>(null);
  const [starting, setStarting] = useState(false);
  const isRunning = phase === 'running' || phase === 'starting' || phase === 'stopping';
  const reason = isRunning ? 'The batch is running' : noJobs ? 'Add a job first' : problems.words;
  const run = async (): Promise<void> => {
    setStarting(true);
    setFault((await runBatch())?.words ?? null);
    setStarting(false);
  };
  return (
    <>
      {view === 'edit' && <SavedNote />}
      {problems.words && view === 'edit' && (
        <button
          className="plain sm failed"
          onClick={() => selectOnly(problems.firstKey)}
          title={problems.all
            .slice(0, 12)
            .map(({ message }) => message)
            .join('\n')}
        >
          {problems.words}
        </button>
      )}
      {fault && (
        <span className="sm failed cut" role="alert" title={fault}>
          {fault}
        </span>
      )}
      <StopCountdown />
      <button
        className={`btn quiet ${view === 'edit' ? 'ico' : 't2'}`}
        aria-label="Open output folder"
        title="Open output folder"
        onClick={() => openDialog({ kind: 'files', folder: runRoot })}
      >
        <IconFolder {...ICON} />
        {view === 'run' && 'Open output folder'}
      </button>
      <button className="btn t2" title="Command..." onClick={() => openDialog({ kind: 'command' })}>
        <IconTerminal2 {...ICON} />
        Command...
      </button>
      <button
        className="btn stop"
        disabled={phase !== 'running' && phase !== 'starting'}
        title={isRunning ? 'Stop (.)' : 'No batch is running here'}
        onClick={() => openDialog({ kind: 'stop' })}
      >
        <IconPlayerStopFilled size={14} aria-hidden="true" />
        Stop
      </button>
      <button
        className="btn pri run"
        aria-disabled={reason !== '' || starting}
        title={reason || 'Run batch (Ctrl Enter)'}
        onClick={() => {
          if (reason === '' && !starting) void run();
        }}
      >
        <IconPlayerPlayFilled size={14} aria-hidden="true" />
        Run batch
      </button>
    </>
  );
}
