import { lazy, Suspense } from 'react';
import { selectMany } from '../batch/selection.ts';
import { useDraft } from '../draft/store.ts';
import { useLive } from '../store/live.ts';
import { BrowseDialog } from './browse-dialog.tsx';
import { closeDialog, useDialogs } from './dialogs.ts';
import { ImportDialog } from './import-dialog.tsx';
import { StopDialog } from './stop-dialog.tsx';

const SweepDialog = lazy(async () => ({ default: (await import('./sweep-dialog.tsx')).SweepDialog }));
const CommandDialog = lazy(async () => ({ default: (await import('./command-dialog.tsx')).CommandDialog }));
const FilesDialog = lazy(async () => ({ default: (await import('./files-dialog.tsx')).FilesDialog }));
const KeysDialog = lazy(async () => ({ default: (await import('./keys-dialog.tsx')).KeysDialog }));
const FindDialog = lazy(async () => ({ default: (await import('./find-dialog.tsx')).FindDialog }));

/** Shows the open dialog, if there is one. */
export function DialogHost({ runRoot }: { runRoot: string | null }) {
  return (
    <Suspense fallback={null}>
      <OpenOne runRoot={runRoot} />
    </Suspense>
  );
}

function OpenOne({ runRoot }: { runRoot: string | null }) {
  const open = useDialogs((state) => state.open);
  const batch = useLive((state) => state.batch);
  const jobs = useDraft((state) => state.doc.jobs);
  switch (open?.kind) {
    case 'browse':
      return <BrowseDialog request={open.request} onClose={closeDialog} />;
    case 'sweep': {
      const base = jobs.find((job) => job.key === open.key);
      return base ? <SweepDialog base={base} onGenerated={selectMany} onClose={closeDialog} /> : null;
    }
    case 'stop':
      return batch ? <StopDialog batch={batch} onClose={closeDialog} /> : null;
    case 'command':
      return runRoot === null ? null : <CommandDialog runRoot={runRoot} onClose={closeDialog} />;
    case 'import':
      return <ImportDialog onClose={closeDialog} />;
    case 'files':
      return <FilesDialog start={open.folder} onClose={closeDialog} />;
    case 'keys':
      return <KeysDialog onClose={closeDialog} />;
    case 'find':
      return <FindDialog runRoot={runRoot} onClose={closeDialog} />;
    case undefined:
      return null;
  }
}
