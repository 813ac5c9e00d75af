import { useState } from 'react';
import type { SpecAnswer } from '../../server/api.ts';
import type { JsonObject } from '../../base/json-object.ts';
import { failureWords, post } from '../api.ts';
import { importSpec } from '../batch/actions.ts';
import { rebaseSpec } from '../draft/rebase.ts';
import { useDraft } from '../draft/store.ts';
import { dirname } from '../posix-path.ts';
import { Dialog } from '../ui/dialog.tsx';
import { BrowseDialog } from './browse-dialog.tsx';
import { closeDialog } from './dialogs.ts';

/** Chooses a spec file and takes it over; what is wrong with it is shown in the batch, at its places. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const runRoot = useDraft((state) => state.runRoot);
  const [fault, setFault] = useState<string | null>(null);
  const read = async (path: string): Promise<void> => {
    try {
      const { spec } = await post<SpecAnswer>('/api/import', { path });
      const folder = dirname(path);
      importSpec(folder === runRoot ? (spec as JsonObject) : rebaseSpec(spec as JsonObject, folder));
      closeDialog();
    } catch (error) {
      setFault(failureWords(error));
    }
  };
  if (fault !== null) {
    return (
      <Dialog
        title="Import..."
        width={520}
        onClose={onClose}
        footer={
          <>
            <span className="grow" />
            <button className="btn" onClick={() => setFault(null)}>
              Choose another file
            </button>
          </>
        }
      >
        <div className="dialog-body">
          <p className="prob" role="alert">
            {fault}
          </p>
        </div>
      </Dialog>
    );
  }
  return (
    <BrowseDialog
      request={{
        title: 'Import...',
        pick: 'file',
        types: ['.json'],
        start: runRoot === null ? '' : `${runRoot}/batch_spec.json`,
        onChoose: (path) => void read(path),
        staysOpen: true,
      }}
      onClose={onClose}
    />
  );
}
