import type { JobKind } from '../../spec/params.ts';
import type { JsonObject } from '../../base/json-object.ts';
import type { SpecAnswer, Started } from '../../server/api.ts';
import { ApiFailure, failureWords, post } from '../api.ts';
import { documentOf, idOf, newJob, specOf, type DraftJob } from '../draft/document.ts';
import { dropJobs, duplicatesOf, insertJobs, moveJobs, removeJobs, setField } from '../draft/edits.ts';
import { placeServerProblems, type PlacedProblem } from '../draft/problems.ts';
import { edit, useDraft } from '../draft/store.ts';
import { saveDraft } from '../draft/sync.ts';
import { showToast } from '../store/toasts.ts';
import { plural } from '../ui/format.ts';
import { selectMany, selectOnly, showView, useSelection } from './selection.ts';

/** What the buttons, keys and the command palette of the Batch Scheduler do. */

function selectedKeys(): ReadonlySet<string> {
  return useSelection.getState().keys;
}

function insert(label: string, jobs: readonly DraftJob[]): void {
  edit(label, (doc) => insertJobs(doc, jobs, selectedKeys()));
  selectMany(jobs.map((job) => job.key));
  useSelection.setState({ editorOpen: true, view: 'edit' });
}

export function addJob(kind: JobKind): void {
  const { doc, runRoot } = useDraft.getState();
  const job = newJob(kind, runRoot ?? '', doc.jobs);
  insert(`add ${idOf(job)}`, [job]);
}

export function duplicateSelected(): void {
  const { doc, runRoot } = useDraft.getState();
  const copies = duplicatesOf(doc, selectedKeys(), runRoot ?? '');
  if (copies.length > 0) insert(`duplicate ${plural(copies.length, 'job')}`, copies);
}

export function removeSelected(): void {
  const keys = selectedKeys();
  if (keys.size === 0) return;
  const { jobs } = useDraft.getState().doc;
  const at = jobs.findIndex((job) => keys.has(job.key));
  edit(`remove ${plural(keys.size, 'job')}`, (doc) => removeJobs(doc, keys));
  const rest = useDraft.getState().doc.jobs;
  selectOnly(rest[Math.min(at, rest.length - 1)]?.key ?? null);
}

export function moveSelected(step: -1 | 1): void {
  edit('move jobs', (doc) => moveJobs(doc, selectedKeys(), step));
}

export function dropSelected(before: string | null): void {
  edit('move jobs', (doc) => dropJobs(doc, selectedKeys(), before));
}

export function setEnabled(keys: ReadonlySet<string>, enabled: boolean): void {
  edit(`${enabled ? 'enable' : 'disable'} ${plural(keys.size, 'job')}`, (doc) =>
    [...keys].reduce((changed, key) => setField(changed, key, 'enabled', enabled), doc),
  );
}

/** Takes over a whole spec; undo brings the old one back. */
export function importSpec(spec: JsonObject): void {
  const doc = documentOf(spec);
  edit('import a spec', () => doc);
  selectOnly(doc.jobs[0]?.key ?? null);
  showView('edit');
  showToast(`${plural(doc.jobs.length, 'job')} imported. Undo brings the old batch back.`);
}

/** Downloads the spec, every job with its `input_base_dir`. @returns what went wrong */
export async function exportSpec(): Promise<string | null> {
  const { runRoot, doc } = useDraft.getState();
  try {
    const { spec } = await post<SpecAnswer>('/api/export', { runRoot, spec: specOf(doc) });
    const file = new Blob([`${JSON.stringify(spec, null, 2)}\n`], { type: 'application/json' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = 'batch_spec.json';
    link.click();
    URL.revokeObjectURL(link.href);
    return null;
  } catch (error) {
    return failureWords(error);
  }
}

export interface RunFault {
  words: string;
  problems: readonly PlacedProblem[];
}

/** Starts the batch. @returns why it was not started */
export async function runBatch(): Promise<RunFault | null> {
  const { runRoot, doc } = useDraft.getState();
  try {
    await saveDraft();
    await post<Started>('/api/start', { runRoot, spec: specOf(doc) });
    showView('run');
    return null;
  } catch (error) {
    const problems = error instanceof ApiFailure ? placeServerProblems(doc, error.problems) : [];
    if (problems.length > 0) useDraft.setState({ fileProblems: problems });
    return { words: failureWords(error), problems };
  }
}
