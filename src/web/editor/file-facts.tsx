import { IconCheck } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { FileFacts as Facts } from '../../server/api.ts';
import { get } from '../api.ts';

const ASK_AFTER_MS = 400;
const known = new Map<string, Facts>();

/** What the server says about a file, once the typing rests; null while unknown or not readable. */
export function useFileFacts(path: string): Facts | null {
  const [, setAsked] = useState('');
  useEffect(() => {
    if (!path.startsWith('/') || known.has(path)) return;
    const controller = new AbortController();
    const ask = async (): Promise<void> => {
      known.set(path, await get<Facts>('/api/facts', { path }, controller.signal));
      setAsked(path);
    };
    const timer = setTimeout(() => void ask().catch(() => {}), ASK_AFTER_MS);
    return () => (clearTimeout(timer), controller.abort());
  }, [path]);
  return known.get(path) ?? null;
}

/** A tick with rows, box and pixel size, or what is wrong with the file. */
export function FactsLine({ path }: { path: string }) {
  const facts = useFileFacts(path.split(',')[0]?.trim() ?? '');
  if (!facts) return null;
  if (facts.fault !== null) return <div className="hint">{facts.fault}</div>;
  return (
    <div className="ok">
      <IconCheck className="i" size={13} stroke={2} aria-hidden="true" />
      {facts.words}
    </div>
  );
}
