import { useId, useState } from 'react';
import { dirname, join } from '../posix-path.ts';
import type { FolderBrowser } from './folder-browser.tsx';
import { useFolder } from './use-folder.ts';

interface PathBarProps {
  browser: FolderBrowser;
  /** A whole path was typed or pasted. */
  onEnter: (path: string) => void;
}

const NO_END_SLASH = /(.)\/+$/;

/** The folder's path, to be typed over; the folders that begin so are offered. */
export function PathBar({ browser, onEnter }: PathBarProps) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [shown, setShown] = useState(browser.path);
  if (shown !== browser.path) {
    setShown(browser.path);
    setTyped(null);
  }
  const above = typed?.startsWith('/')
    ? typed.endsWith('/')
      ? typed.replace(NO_END_SLASH, '$1')
      : dirname(typed)
    : null;
  const { folder } = useFolder(above, '');
  const folders = above === null ? [] : (folder?.entries ?? []).filter(({ kind }) => kind === 'folder');
  return (
    <>
      <input
        className="in mono"
        aria-label="Path"
        list={id}
        value={typed ?? browser.path}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && typed !== null) onEnter(typed.trim().replace(NO_END_SLASH, '$1'));
        }}
      />
      <datalist id={id}>
        {folders.map(({ name }) => (
          <option key={name} value={join(above ?? '', name)} />
        ))}
      </datalist>
    </>
  );
}
