import type { Draft } from '../../server/api.ts';
import { get } from '../api.ts';
import { moveToRunRoot } from '../draft/edits.ts';
import { edit, showDraft, useDraft } from '../draft/store.ts';
import { saveDraft } from '../draft/sync.ts';
import { navigate } from '../router.ts';

/**
 * Goes to another run root: to the batch that is there, or else with the jobs that are being edited, whose outputs then
 * follow.
 */
export function changeRunRoot(to: string): void {
  void move(to.replace(/(.)\/+$/, '$1')).catch(() => {});
}

async function move(to: string): Promise<void> {
  await saveDraft();
  const { doc, runRoot } = useDraft.getState();
  const there = await get<Draft>('/api/draft', { runRoot: to });
  if (there.source === 'none' && doc.jobs.length > 0 && runRoot !== null) {
    showDraft(there);
    edit('change the run root', () => moveToRunRoot(doc, runRoot, to));
  } else {
    showDraft(there);
  }
  navigate('batch', { root: to });
}
