import { useEffect } from 'react';
import type { Draft, DraftSave, Validation } from '../../server/api.ts';
import { ApiFailure, failureWords, get, post } from '../api.ts';
import { useLive } from '../store/live.ts';
import { specOf } from './document.ts';
import { packHistory } from './history.ts';
import { placeServerProblems } from './problems.ts';
import { showDraft, useDraft } from './store.ts';

const SAVE_AFTER_MS = 400;
const CHECK_AFTER_MS = 900;

export async function loadDraft(runRoot: string): Promise<void> {
  const before = useDraft.getState();
  if (before.loaded && before.runRoot !== runRoot) await saveDraft(); // What was typed just before.
  useDraft.setState({ loaded: false, runRoot });
  const draft = await get<Draft>('/api/draft', { runRoot });
  if (useDraft.getState().runRoot === runRoot) showDraft(draft);
}

/** One save at a time, so that each sends the revision that the one before it got. */
let saving: Promise<void> = Promise.resolve();

/** Saves what is not saved yet; `overwrite` also over somebody else's newer draft. */
export function saveDraft(overwrite = false): Promise<void> {
  saving = saving.then(() => saveNow(overwrite));
  return saving;
}

async function saveNow(overwrite: boolean): Promise<void> {
  const { runRoot, loaded, doc, past, future, version, savedVersion, revision, conflict } = useDraft.getState();
  if (runRoot === null || !loaded || (version === savedVersion && !overwrite) || (conflict && !overwrite)) return;
  const extra = packHistory({ past, future }, doc);
  const body: DraftSave = { runRoot, spec: specOf(doc), revision: overwrite ? null : revision, extra };
  try {
    const saved = await post<Draft>('/api/draft', body);
    if (useDraft.getState().runRoot !== runRoot) return;
    const { revision: next, savedUtc } = saved;
    useDraft.setState({ revision: next, savedUtc, savedVersion: version, conflict: null, saveFault: null });
  } catch (error) {
    const isConflict = error instanceof ApiFailure && error.status === 409;
    useDraft.setState(isConflict ? { conflict: error.detail as Draft } : { saveFault: failureWords(error) });
  }
}

/** The draft on disk is of this revision: looks at it when it is not ours, after the save that may be under way. */
function noticeRevision(revision: string): void {
  const isNews = (one: string): boolean => {
    const { loaded, conflict, revision: own } = useDraft.getState();
    return loaded && one !== own && one !== conflict?.revision;
  };
  saving = saving.then(async () => {
    const { runRoot } = useDraft.getState();
    if (runRoot === null || !isNews(revision)) return;
    const draft = await get<Draft>('/api/draft', { runRoot }).catch(() => null);
    if (draft && isNews(draft.revision) && useDraft.getState().runRoot === runRoot)
      useDraft.setState({ conflict: draft });
  });
}

/** Loads the draft of the run root, then keeps it saved and its files checked. */
export function useDraftSync(runRoot: string | null): void {
  const version = useDraft((state) => state.version);
  useEffect(() => {
    if (runRoot === null || useDraft.getState().runRoot === runRoot) return;
    loadDraft(runRoot).catch((error: unknown) => useDraft.setState({ saveFault: failureWords(error) }));
  }, [runRoot]);
  useEffect(() => {
    const timer = setTimeout(() => void saveDraft(), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [version]);
  const connected = useLive((state) => state.connected);
  useEffect(() => {
    if (connected) void saveDraft(); // What could not be saved while the server was away.
  }, [connected]);
  useEffect(() => {
    addEventListener('beforeunload', askBeforeLoss);
    return () => removeEventListener('beforeunload', askBeforeLoss);
  }, []);
  const onDisk = useLive((state) => (state.runRoot === runRoot ? state.batch?.draftRevision : undefined));
  useEffect(() => {
    if (onDisk !== undefined) noticeRevision(onDisk);
  }, [onDisk]);
  useFileChecks(version);
}

/** The browser asks whether to leave what is not saved. */
function askBeforeLoss(event: BeforeUnloadEvent): void {
  const { version, savedVersion } = useDraft.getState();
  if (version !== savedVersion) event.preventDefault();
}

/** Asks the server to look into the files, when the parser has nothing to say and the typing rests. */
function useFileChecks(version: number): void {
  const clean = useDraft((state) => state.problems.length === 0 && state.doc.jobs.length > 0);
  const runRoot = useDraft((state) => state.runRoot);
  useEffect(() => {
    if (!clean || runRoot === null) return;
    const controller = new AbortController();
    const check = async (): Promise<void> => {
      const { doc } = useDraft.getState();
      const body = { runRoot, spec: specOf(doc) };
      const validation = await post<Validation>('/api/validate', body, controller.signal);
      const fileProblems = placeServerProblems(doc, validation.problems);
      useDraft.setState({ fileProblems, checked: validation });
    };
    const timer = setTimeout(() => void check().catch(() => {}), CHECK_AFTER_MS);
    return () => (clearTimeout(timer), controller.abort());
  }, [version, clean, runRoot]);
}
