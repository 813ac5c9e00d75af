import { IconArrowUp } from '@tabler/icons-react';
import { useState, type KeyboardEvent } from 'react';
import type { FolderEntry } from '../../server/api.ts';
import { dirname, join } from '../posix-path.ts';
import { useSession } from '../store/session.ts';
import { Dialog } from '../ui/dialog.tsx';
import { FileFactsPanel } from './file-facts-panel.tsx';
import { FolderTable } from './folder-table.tsx';
import { Places } from './places.tsx';
import { rememberFolder } from './recent-folders.ts';
import { useFolder } from './use-folder.ts';

export interface BrowseRequest {
  title: string;
  pick: 'file' | 'folder';
  /** Endings of the files that may be chosen, with the dot; empty: all. */
  types: readonly string[];
  /** Path that is set now; empty: none. */
  start: string;
  onChoose: (path: string) => void;
}

/** Chooses a file or folder of the server's machine. */
export function BrowseDialog({ request, onClose }: { request: BrowseRequest; onClose: () => void }) {
  const session = useSession((state) => state.session);
  const [path, setPath] = useState(() => startFolder(request, session?.runRoot ?? session?.home ?? '/'));
  const [typed, setTyped] = useState<string | null>(null);
  const [filter, setFilter] = useState('');
  const [allTypes, setAllTypes] = useState(false);
  const [selected, setSelected] = useState<FolderEntry | null>(null);
  const types = allTypes ? '' : request.types.join(',');
  const { folder, fault } = useFolder(path, types);
  const go = (to: string): void => {
    setPath(to);
    setTyped(null);
    setSelected(null);
    setFilter('');
  };
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
    onClose();
  };
  const openEntry = (entry: FolderEntry): void => {
    if (entry.kind === 'folder') go(join(path, entry.name));
    else choose(join(path, entry.name));
  };
  const onPathKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && typed !== null) go(typed.trim().replace(/(.)\/+$/, '$1'));
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
        <button
          className="btn ico quiet"
          aria-label="Folder above"
          title="Folder above (Backspace)"
          disabled={!folder?.parent}
          onClick={() => folder?.parent && go(folder.parent)}
        >
          <IconArrowUp size={16} stroke={1.5} />
        </button>
        <input
          className="in mono"
          aria-label="Path"
          value={typed ?? path}
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onPathKey}
        />
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
        <Places path={path} onGo={go} />
        <FolderTable
          key={path}
          entries={entries}
          fault={fault}
          truncated={folder?.truncated ?? false}
          onSelect={setSelected}
          onOpen={openEntry}
          onUp={() => folder?.parent && go(folder.parent)}
        />
        <FileFactsPanel path={selected?.kind === 'file' ? join(path, selected.name) : null} />
      </div>
    </Dialog>
  );
}

function startFolder({ pick, start }: BrowseRequest, otherwise: string): string {
  if (!start.startsWith('/')) return otherwise;
  return pick === 'folder' ? start : dirname(start);
}

function chosenPath({ pick }: BrowseRequest, path: string, selected: FolderEntry | null): string | null {
  if (pick === 'folder') return selected?.kind === 'folder' ? join(path, selected.name) : path;
  return selected?.kind === 'file' ? join(path, selected.name) : null;
}
