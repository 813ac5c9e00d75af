import { useState } from 'react';
import type { FolderEntry } from '../../server/api.ts';
import { useDraft } from '../draft/store.ts';
import { dirname, join, resolve } from '../posix-path.ts';
import { useSession } from '../store/session.ts';
import { Dialog } from '../ui/dialog.tsx';
import { FileFactsPanel } from './file-facts-panel.tsx';
import { FolderEntries, UpButton, useFolderBrowser } from './folder-browser.tsx';
import { PathBar } from './path-bar.tsx';
import { Places } from './places.tsx';
import { recentFolders, rememberFolder } from './recent-folders.ts';

export interface BrowseRequest {
  title: string;
  pick: 'file' | 'folder';
  /** Endings of the files that may be chosen, with the dot; empty: all. */
  types: readonly string[];
  /** Path that is set now; empty: none. */
  start: string;
  onChoose: (path: string) => void;
  /** Whoever asked closes the dialog, when the choice turned out to be good. */
  staysOpen?: boolean;
}

/** Chooses a file or folder of the server's machine. */
export function BrowseDialog({ request, onClose }: { request: BrowseRequest; onClose: () => void }) {
  const session = useSession((state) => state.session);
  const runRoot = useDraft((state) => state.runRoot);
  const [filter, setFilter] = useState('');
  const [allTypes, setAllTypes] = useState(false);
  const browser = useFolderBrowser(
    startFolder(request, session?.roots ?? [], runRoot ?? session?.runRoot ?? session?.home ?? '/'),
    allTypes ? '' : request.types.join(','),
  );
  const { path, folder, selected } = browser;
  const [shown, setShown] = useState(path);
  if (shown !== path) {
    setShown(path);
    setFilter('');
  }
  const wanted = filter.toLowerCase();
  const entries = (folder?.entries ?? []).filter(
    ({ name, kind }) =>
      (filter !== '' || !name.startsWith('.')) &&
      name.toLowerCase().includes(wanted) &&
      (request.pick === 'file' || kind === 'folder'),
  );
  const choice = chosenPath(request, path, selected);
  const choose = (chosen: string | null): void => {
    if (chosen === null) return;
    rememberFolder(request.pick === 'folder' ? chosen : dirname(chosen));
    request.onChoose(chosen);
    if (!request.staysOpen) onClose();
  };
  /** The whole path of a file that is wanted here was pasted: that is the choice. */
  const onPath = (typed: string): void => {
    const isFile = request.pick === 'file' && request.types.some((type) => typed.endsWith(type));
    if (isFile) choose(typed);
    else browser.go(typed);
  };
  return (
    <Dialog
      title={request.title}
      about={<span className="dim">on {session?.host}</span>}
      width={1080}
      height={640}
      onClose={onClose}
      footer={
        <>
          <span className="dim sm keys">
            <kbd>↑</kbd> <kbd>↓</kbd> move <kbd>Enter</kbd> choose <kbd>Backspace</kbd> up
          </span>
          <span className="grow" />
          <button className="btn quiet" onClick={onClose}>
            Cancel
          </button>
          <button className="btn pri" disabled={choice === null} onClick={() => choose(choice)}>
            {request.pick === 'folder' ? `Choose ${choice === path ? 'this folder' : 'folder'}` : 'Choose'}
          </button>
        </>
      }
    >
      <div className="browse-bar">
        <UpButton browser={browser} />
        <PathBar browser={browser} onEnter={onPath} />
        <input
          className="in"
          aria-label="Filter names"
          placeholder="Filter names"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        {request.types.length > 0 && (
          <select
            className="sel"
            aria-label="Type"
            value={allTypes ? 'all' : 'wanted'}
            onChange={(event) => setAllTypes(event.target.value === 'all')}
          >
            <option value="wanted">{request.types.join(', ')} files</option>
            <option value="all">All files</option>
          </select>
        )}
      </div>
      <div className="browse">
        <Places path={path} onGo={browser.go} />
        <FolderEntries browser={browser} entries={entries} onOpenFile={choose} />
        <FileFactsPanel path={browser.file} />
      </div>
    </Dialog>
  );
}

/** Relative paths of a spec start at its run root. Files of a project lie side by side: the first look is where one was chosen last. */
function startFolder({ pick, start }: BrowseRequest, roots: readonly string[], runRoot: string): string {
  if (start === '') {
    const recent = recentFolders().find((folder) => roots.some((root) => `${folder}/`.startsWith(`${root}/`)));
    return (pick === 'file' ? recent : undefined) ?? runRoot;
  }
  const path = resolve(runRoot, start);
  return pick === 'folder' ? path : dirname(path);
}

function chosenPath({ pick }: BrowseRequest, path: string, selected: FolderEntry | null): string | null {
  if (pick === 'folder') return selected?.kind === 'folder' ? join(path, selected.name) : path;
  return selected?.kind === 'file' ? join(path, selected.name) : null;
}
