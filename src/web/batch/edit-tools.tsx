import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChartBar,
  IconCopyPlus,
  IconDownload,
  IconPlus,
  IconTrash,
  IconUpload,
} from '@tabler/icons-react';
import { useState } from 'react';
import { JOB_KINDS, KIND_LABELS } from '../../spec/params.ts';
import { openDialog } from '../dialogs/dialogs.ts';
import { redo, undo, useDraft } from '../draft/store.ts';
import { KIND_ABOUT } from '../editor/words.ts';
import { MenuButton } from '../ui/menu-button.tsx';
import { addJob, duplicateSelected, exportSpec, removeSelected } from './actions.ts';
import { useSelection } from './selection.ts';

const ICON = { size: 16, stroke: 1.5, 'aria-hidden': true } as const;

/** What changes the list of jobs. */
export function EditTools() {
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
