import { useId, useState } from 'react';
import type { JobKind } from '../../spec/params.ts';
import { openDialog } from '../dialogs/dialogs.ts';
import { join } from '../posix-path.ts';
import { navigate } from '../router.ts';
import { useSession } from '../store/session.ts';

/** Opens a run root that is there, or names a new one. */
export function NewBatchForm({ kind, label = 'Open' }: { kind?: JobKind; label?: string }) {
  const id = useId();
  const session = useSession((state) => state.session);
  const [typed, setTyped] = useState<string | null>(null);
  const suggested = join(session?.home ?? '/', 'bezierfit', new Date().toISOString().slice(0, 10));
  const path = typed ?? session?.runRoot ?? suggested;
  const go = (runRoot: string) => navigate(kind ? 'single' : 'batch', { root: runRoot, kind });
  const browse = () =>
    openDialog({
      kind: 'browse',
      request: { title: 'Choose run root', pick: 'folder', types: [], start: session?.home ?? '/', onChoose: go },
    });
  return (
    <form
      className="f new-batch"
      onSubmit={(event) => {
        event.preventDefault();
        if (path.startsWith('/')) go(path.trim().replace(/(.)\/+$/, '$1'));
      }}
    >
      <label htmlFor={id}>Run root</label>
      <div className="inw">
        <input
          id={id}
          className="in mono"
          value={path}
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="button" className="btn" aria-label="Browse... Run root" onClick={browse}>
          Browse...
        </button>
        <button className="btn pri" disabled={!path.startsWith('/')}>
          {label}
        </button>
      </div>
    </form>
  );
}
