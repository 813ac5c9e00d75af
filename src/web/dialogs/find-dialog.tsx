import { useMemo, useState, type KeyboardEvent } from 'react';
import { JOB_KINDS, KIND_LABELS } from '../../spec/params.ts';
import { addJob, exportSpec } from '../batch/actions.ts';
import { selectOnly, showView } from '../batch/selection.ts';
import { idOf } from '../draft/document.ts';
import { useDraft } from '../draft/store.ts';
import { PAGES } from '../pages.tsx';
import { navigate } from '../router.ts';
import { toggleTheme } from '../shell/theme.ts';
import { useLive } from '../store/live.ts';
import { Dialog } from '../ui/dialog.tsx';
import { closeDialog, openDialog } from './dialogs.ts';

interface Entry {
  words: string;
  about: string;
  run: () => void;
}

const MOST_SHOWN = 12;

/** Finds jobs, pages and commands by a part of their names. */
export function FindDialog({ runRoot, onClose }: { runRoot: string | null; onClose: () => void }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const jobs = useDraft((state) => state.doc.jobs);
  const live = useLive((state) => state.batch?.jobs);
  const entries = useMemo<Entry[]>(
    () => [
      ...pageEntries(runRoot),
      ...(runRoot === null ? [] : commandEntries()),
      ...jobs.map((job) => ({
        words: idOf(job),
        about: 'Edit this job',
        run: () => {
          navigate('batch', { root: runRoot });
          showView('edit');
          selectOnly(job.key);
        },
      })),
      ...(live ?? []).map(({ jobId }) => ({
        words: jobId,
        about: 'Images and logs',
        run: () => navigate('job', { root: runRoot, job: jobId }),
      })),
    ],
    [jobs, live, runRoot],
  );
  const wanted = text.toLowerCase();
  const hits = entries.filter(({ words }) => words.toLowerCase().includes(wanted)).slice(0, MOST_SHOWN);
  const choose = (entry: Entry | undefined): void => {
    closeDialog();
    entry?.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Enter') choose(hits[at]);
    if (step === 0) return;
    setAt((at + step + hits.length) % Math.max(1, hits.length));
    event.preventDefault();
  };
  return (
    <Dialog title="Find a job, page or command" width={560} onClose={onClose}>
      <div className="dialog-body find">
        <input
          className="in"
          role="combobox"
          aria-label="Find"
          aria-expanded
          aria-controls="find-hits"
          aria-activedescendant={hits[at] ? `find-${at}` : undefined}
          data-first
          value={text}
          spellCheck={false}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <div id="find-hits" role="listbox" aria-label="Found">
          {hits.map((entry, index) => (
            <div
              key={`${entry.about} ${entry.words}`}
              id={`find-${index}`}
              role="option"
              aria-selected={index === at}
              onClick={() => choose(entry)}
            >
              <b>{entry.words}</b>
              <span className="dim">{entry.about}</span>
            </div>
          ))}
        </div>
        {hits.length === 0 && <p className="dim">Nothing has this name.</p>}
      </div>
    </Dialog>
  );
}

function pageEntries(runRoot: string | null): Entry[] {
  return Object.entries(PAGES).flatMap(([name, { label }]) =>
    label ? [{ words: label, about: 'Page', run: () => navigate(name, { root: runRoot }) }] : [],
  );
}

function commandEntries(): Entry[] {
  return [
    ...JOB_KINDS.map((kind) => ({
      words: `Add job: ${KIND_LABELS[kind]}`,
      about: 'Command',
      run: () => addJob(kind),
    })),
    { words: 'Import...', about: 'Command', run: () => openDialog({ kind: 'import' }) },
    { words: 'Export...', about: 'Command', run: () => void exportSpec() },
    { words: 'Command...', about: 'Command', run: () => openDialog({ kind: 'command' }) },
    { words: 'Keys', about: 'Command', run: () => openDialog({ kind: 'keys' }) },
    { words: 'Switch between dark and light', about: 'Command', run: toggleTheme },
  ];
}
