import { IconArrowUp } from '@tabler/icons-react';
import { useState } from 'react';
import type { FolderEntry } from '../../server/api.ts';
import { dirname, join } from '../posix-path.ts';
import { FolderTable } from './folder-table.tsx';
import { useFolder, type FolderState } from './use-folder.ts';

/** Where a dialog with files is, and what is selected there. */
export interface FolderBrowser extends FolderState {
  path: string;
  /** null at the top of what may be seen. */
  parent: string | null;
  selected: FolderEntry | null;
  /** Path of the selected file; null: none, or a folder. */
  file: string | null;
  select: (entry: FolderEntry | null) => void;
  go: (path: string) => void;
  goUp: () => void;
}

/** @param types as `.cs,.star`; empty: all */
export function useFolderBrowser(start: string, types: string): FolderBrowser {
  const [path, setPath] = useState(start);
  const [selected, select] = useState<FolderEntry | null>(null);
  const { folder, fault } = useFolder(path, types);
  const go = (to: string): void => {
    setPath(to);
    select(null);
  };
  const parent = folder ? folder.parent : fault !== null && path !== '/' ? dirname(path) : null;
  const goUp = (): void => {
    if (parent !== null) go(parent);
  };
  const file = selected?.kind === 'file' ? join(path, selected.name) : null;
  return { path, parent, folder, fault, selected, file, select, go, goUp };
}

export function UpButton({ browser }: { browser: FolderBrowser }) {
  return (
    <button
      className="btn ico quiet"
      aria-label="Folder above"
      title="Folder above (Backspace)"
      disabled={browser.parent === null}
      onClick={browser.goUp}
    >
      <IconArrowUp size={16} stroke={1.5} aria-hidden="true" />
    </button>
  );
}

interface FolderEntriesProps {
  browser: FolderBrowser;
  entries: readonly FolderEntry[];
  onOpenFile?: (path: string) => void;
}

/** The entries of the folder; opening a folder goes there. */
export function FolderEntries({ browser, entries, onOpenFile }: FolderEntriesProps) {
  const { path, folder, fault } = browser;
  const onOpen = ({ kind, name }: FolderEntry): void => {
    if (kind === 'folder') browser.go(join(path, name));
    else onOpenFile?.(join(path, name));
  };
  return (
    <FolderTable
      key={path}
      entries={entries}
      fault={fault}
      truncated={folder?.truncated ?? false}
      onSelect={browser.select}
      onOpen={onOpen}
      onUp={browser.goUp}
    />
  );
}
