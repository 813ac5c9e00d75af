import { create } from 'zustand';
import type { Draft, Validation } from '../../server/api.ts';
import { documentOf, EMPTY, isObject, type DraftDoc } from './document.ts';
import { unpackHistory, type History, type Step } from './history.ts';
import { draftProblems, type PlacedProblem } from './problems.ts';

const MOST_STEPS = 200;
/** Edits of one field within this time are one step of undo. */
const SAME_EDIT_MS = 1_500;

export interface DraftState extends History {
  runRoot: string | null;
  loaded: boolean;
  doc: DraftDoc;
  lastEdit: { label: string; atMs: number };
  /** Of the parser, for `doc`. */
  problems: readonly PlacedProblem[];
  /** What the server found in the files, for the `doc` of then. */
  fileProblems: readonly PlacedProblem[];
  /** What the server worked out for the `doc` of now: disk, forecasts, notes. */
  checked: Validation | null;
  revision: string;
  savedUtc: string | null;
  /** Increases with every change that must be saved. */
  version: number;
  savedVersion: number;
  /** Somebody else saved meanwhile. */
  conflict: Draft | null;
  saveFault: string | null;
}

const CLEAN = {
  past: [],
  future: [],
  lastEdit: { label: '', atMs: 0 },
  fileProblems: [],
  checked: null,
  version: 0,
  savedVersion: 0,
};

export const useDraft = create<DraftState>(() => ({
  ...CLEAN,
  runRoot: null,
  loaded: false,
  doc: EMPTY,
  problems: [],
  revision: '',
  savedUtc: null,
  conflict: null,
  saveFault: null,
}));

function documentOfDraft({ spec }: Draft): DraftDoc {
  return isObject(spec) ? documentOf(spec as Parameters<typeof documentOf>[0]) : EMPTY;
}

/** Shows a draft as the server has it, with its steps of undo. */
export function showDraft(draft: Draft): void {
  const { runRoot, revision, savedUtc, extra } = draft;
  const { doc, past, future } = unpackHistory(extra, documentOfDraft(draft));
  const fresh = { runRoot, loaded: true, doc, past, future, problems: draftProblems(doc), revision, savedUtc };
  useDraft.setState({ ...CLEAN, ...fresh, conflict: null, saveFault: null });
}

/** Takes over somebody else's newer draft as a step: undo brings one's own back. */
export function takeOver(draft: Draft): void {
  useDraft.setState({ revision: draft.revision, savedUtc: draft.savedUtc, conflict: null });
  edit("show the other window's version", () => documentOfDraft(draft));
}

/** Every edit goes through here: step of undo, problems, and the need to save. */
export function edit(label: string, change: (doc: DraftDoc) => DraftDoc): void {
  useDraft.setState((state) => {
    const doc = change(state.doc);
    if (doc === state.doc) return state;
    const nowMs = Date.now();
    const same =
      label.startsWith('change ') && state.lastEdit.label === label && nowMs - state.lastEdit.atMs < SAME_EDIT_MS;
    const past = same ? state.past : [...state.past.slice(-MOST_STEPS), { doc: state.doc, label }];
    const lastEdit = { label, atMs: nowMs };
    return { doc, past, future: [], lastEdit, ...derived(doc), version: state.version + 1 };
  });
}

function derived(doc: DraftDoc): Pick<DraftState, 'problems' | 'fileProblems' | 'checked'> {
  return { problems: draftProblems(doc), fileProblems: [], checked: null };
}

export function undo(): void {
  useDraft.setState((state) => {
    const step = state.past.at(-1);
    if (!step) return state;
    const future = [{ doc: state.doc, label: step.label }, ...state.future];
    return goTo(state, step.doc, state.past.slice(0, -1), future);
  });
}

export function redo(): void {
  useDraft.setState((state) => {
    const [step, ...future] = state.future;
    if (!step) return state;
    return goTo(state, step.doc, [...state.past, { doc: state.doc, label: step.label }], future);
  });
}

function goTo(state: DraftState, doc: DraftDoc, past: readonly Step[], future: readonly Step[]): Partial<DraftState> {
  const lastEdit = { label: '', atMs: 0 };
  return { doc, past, future, lastEdit, ...derived(doc), version: state.version + 1 };
}
