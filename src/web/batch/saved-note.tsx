import { useDraft } from '../draft/store.ts';
import { clock } from '../ui/format.ts';

/** Whether what was typed is on disk; that it cannot be saved is said beside Run batch. */
export function SavedNote() {
  const savedUtc = useDraft((state) => state.savedUtc);
  const isSaved = useDraft((state) => state.version === state.savedVersion);
  const fault = useDraft((state) => state.saveFault);
  if (fault) return <span className="failed">Not saved</span>;
  if (!isSaved) return <span>Saving…</span>;
  return savedUtc && <span title={savedUtc}>Draft saved {clock(savedUtc)}</span>;
}
