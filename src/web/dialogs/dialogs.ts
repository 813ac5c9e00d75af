import { create } from 'zustand';
import type { BrowseRequest } from './browse-dialog.tsx';

/** The dialogs of the interface; one at a time. */
export type OpenDialog =
  | { kind: 'browse'; request: BrowseRequest }
  | { kind: 'sweep'; key: string }
  | { kind: 'stop' }
  | { kind: 'command' }
  | { kind: 'import' }
  | { kind: 'files'; folder: string }
  | { kind: 'keys' }
  | { kind: 'find' };

export const useDialogs = create<{ open: OpenDialog | null }>(() => ({ open: null }));

export function openDialog(dialog: OpenDialog): void {
  useDialogs.setState({ open: dialog });
}

export function closeDialog(): void {
  useDialogs.setState({ open: null });
}
