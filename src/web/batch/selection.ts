import { create } from 'zustand';
import type { StatusWord } from '../../server/api.ts';

/** What is selected on the Batch Scheduler page; keys are those of the draft's jobs. */
export interface Selection {
  view: 'edit' | 'run';
  keys: ReadonlySet<string>;
  /** The row that arrows start from, and that the editor shows. */
  cursor: string | null;
  /** Where a range selection began. */
  anchor: string | null;
  editorOpen: boolean;
  /** Monitor shows jobs of this status alone; null: all. */
  filter: StatusWord | null;
}

export const useSelection = create<Selection>(() => ({
  view: 'edit',
  keys: new Set(),
  cursor: null,
  anchor: null,
  editorOpen: true,
  filter: null,
}));

export function selectOnly(key: string | null): void {
  useSelection.setState({ keys: new Set(key === null ? [] : [key]), cursor: key, anchor: key });
}

export function selectMany(keys: readonly string[]): void {
  useSelection.setState({ keys: new Set(keys), cursor: keys[0] ?? null, anchor: keys[0] ?? null });
}

export function toggleSelected(key: string): void {
  useSelection.setState(({ keys }) => {
    const next = new Set(keys);
    if (!next.delete(key)) next.add(key);
    return { keys: next, cursor: key, anchor: key };
  });
}

/** From the anchor to `key`, in the order of the list. */
export function selectTo(key: string, order: readonly string[]): void {
  useSelection.setState(({ anchor }) => {
    const from = order.indexOf(anchor ?? key);
    const to = order.indexOf(key);
    const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
    return { keys: new Set(range), cursor: key };
  });
}

export function showView(view: Selection['view']): void {
  useSelection.setState({ view });
}
