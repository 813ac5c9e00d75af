import { useEffect } from 'react';
import { openDialog, useDialogs } from '../dialogs/dialogs.ts';
import { redo, undo, useDraft } from '../draft/store.ts';
import { useLive } from '../store/live.ts';
import { duplicateSelected, removeSelected, runBatch } from './actions.ts';
import { useSelection } from './selection.ts';

/** The field keeps its own keys. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input:not([type=checkbox]), textarea, select') !== null;
}

/** Keys of the Batch Scheduler page; those of the rows are the table's. */
export function useBatchKeys(canRun: boolean): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (useDialogs.getState().open || event.defaultPrevented) return;
      const action =
        event.ctrlKey || event.metaKey ? withCtrl(event, canRun) : isTyping(event.target) ? null : single(event);
      if (!action) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [canRun]);
}

function withCtrl(event: KeyboardEvent, canRun: boolean): (() => void) | null {
  const key = event.key.toLowerCase();
  if (key === 'z') return event.shiftKey ? redo : undo;
  if (key === 'y') return redo;
  if (key === 'd') return duplicateSelected;
  if (key === 'enter' && canRun) return () => void runBatch();
  return null;
}

function single(event: KeyboardEvent): (() => void) | null {
  const { cursor, keys, view } = useSelection.getState();
  if (event.key === '.') {
    const phase = useLive.getState().batch?.phase;
    return phase === 'running' || phase === 'starting' ? () => openDialog({ kind: 'stop' }) : null;
  }
  if (view !== 'edit' || cursor === null) return null;
  if (event.key === 'Delete') return removeSelected;
  if (event.key === 's' && keys.size === 1) return () => openDialog({ kind: 'sweep', key: cursor });
  if (event.key === 'e' || event.key === 'Enter') {
    const inButton = event.target instanceof HTMLElement && event.target.closest('button, a') !== null;
    if (inButton || useDraft.getState().doc.jobs.length === 0) return null;
    return () => {
      useSelection.setState({ editorOpen: true });
      requestAnimationFrame(() => document.querySelector<HTMLElement>('.ed input')?.focus());
    };
  }
  return null;
}
