import { IconCheck } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { FileFacts as Facts } from '../../server/api.ts';
import { get } from '../api.ts';
import { resolve } from '../posix-path.ts';

const ASK_AFTER_MS = 400;
/** A file may change: facts that are older are asked for again, and shown meanwhile. */
const FRESH_MS = 10_000;
const known = new Map<string, { facts: Facts; atMs: number }>();

/** What the server says about a file, once the typing rests; null while unknown or not readable. */
export function useFileFacts(path: string): Facts | null {
  const [, setAsked] = useState('');
  useEffect(() => {
    if (!path.startsWith('/') || Date.now() - (known.get(path)?.atMs ?? 0) < FRESH_MS) return;
    const controller = new AbortController();
    const ask = async (): Promise<void> => {
      known.set(path, { facts: await get<Facts>('/api/facts', { path }, controller.signal), atMs: Date.now() });
      setAsked(path);
    };
    const timer = setTimeout(() => void ask().catch(() => {}), ASK_AFTER_MS);
    return () => (clearTimeout(timer), controller.abort());
  }, [path]);
  return known.get(path)?.facts ?? null;
}

/** A tick with rows, box and pixel size, or what is wrong with the file. Relative paths start at `folder`. */
export function FactsLine({ path, folder }: { path: string; folder: string }) {
  const first = path.split(',')[0]?.trim() ?? '';
  const facts = useFileFacts(first === '' ? '' : resolve(folder, first));
  if (!facts) return null;
  if (facts.fault !== null) return <div className="hint">{facts.fault}</div>;
  return (
    <div className="ok">
      <IconCheck className="i" size={13} stroke={2} aria-hidden="true" />
      {facts.words}
    </div>
  );
}
