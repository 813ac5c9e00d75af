import { useState } from 'react';
import { useSession } from '../store/session.ts';
import { PathText } from '../ui/path-text.tsx';
import { recentFolders } from './recent-folders.ts';

/** Recent folders and the allowed roots. */
export function Places({ path, onGo }: { path: string; onGo: (path: string) => void }) {
  const [recent] = useState(recentFolders);
  const roots = useSession((state) => state.session?.roots) ?? [];
  const place = (folder: string) => (
    <button key={folder} className={folder === path ? 'on' : ''} onClick={() => onGo(folder)}>
      <PathText path={folder} />
    </button>
  );
  return (
    <nav className="places" aria-label="Places">
      {recent.length > 0 && <h3>Recent folders</h3>}
      {recent.map(place)}
      <h3>Allowed roots</h3>
      {roots.map(place)}
      <p className="sm dim">
        Only these folders can be read from this page. Name more with --root when the interface is started.
      </p>
    </nav>
  );
}
