import { useEffect, useState } from 'react';
import type { Folder } from '../../server/api.ts';
import { failureWords, get } from '../api.ts';

export interface FolderState {
  folder: Folder | null;
  fault: string | null;
}

/** The entries of a folder of the server's machine; `types` as `.cs,.star` leaves other files out; null: none is asked for. */
export function useFolder(path: string | null, types: string): FolderState {
  const [state, setState] = useState<FolderState>({ folder: null, fault: null });
  useEffect(() => {
    if (path === null) return;
    const controller = new AbortController();
    get<Folder>('/api/files', { path, types: types || null }, controller.signal).then(
      (folder) => setState({ folder, fault: null }),
      (error: unknown) => {
        if (!controller.signal.aborted) setState({ folder: null, fault: failureWords(error) });
      },
    );
    return () => controller.abort();
  }, [path, types]);
  return state;
}
