import { useState } from 'react';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { LogHits } from '../../server/api.ts';
import { failureWords, get } from '../api.ts';
import { count } from '../ui/format.ts';

const MOST_HITS = 500;

interface Found {
  text: string;
  hits: LogHits['hits'];
  /** Where the search goes on; null: all were found. */
  next: number | null;
  present: number;
}

/** Searches a log at the server, some hundred hits at a time; Enter and Shift Enter go from hit to hit. */
export function LogSearch({ path, onHit }: { path: string; onHit: (at: number) => void }) {
  const [text, setText] = useState('');
  const [found, setFound] = useState<Found | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const go = async (step: 1 | -1): Promise<void> => {
    if (text === '') return setFound(null);
    try {
      const next = await searchOn(path, found?.text === text ? found : { text, hits: [], next: 0, present: -1 }, step);
      setFault(null);
      setFound(next);
      const hit = next.hits[next.present];
      if (hit) onHit(hit.at);
    } catch (error) {
      setFault(failureWords(error));
    }
  };
  return (
    <form
      role="search"
      className="row log-search"
      onSubmit={(event) => {
        event.preventDefault();
        void go(1);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !event.shiftKey) return;
        event.preventDefault();
        void go(-1);
      }}
    >
      <div className="inw">
        <input
          className="in"
          type="search"
          aria-label="Search the log"
          placeholder="Search, Enter"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span className="u" role="status">
          {fault ?? (found && hitWords(found))}
        </span>
      </div>
      <button type="button" className="btn ico quiet s" aria-label="Previous match" onClick={() => void go(-1)}>
        <IconArrowUp size={16} stroke={1.5} aria-hidden />
      </button>
      <button type="submit" className="btn ico quiet s" aria-label="Next match">
        <IconArrowDown size={16} stroke={1.5} aria-hidden />
      </button>
    </form>
  );
}

function hitWords({ hits, next, present }: Found): string {
  return hits.length > 0 ? `${count(present + 1)} of ${count(hits.length)}${next === null ? '' : '+'}` : 'no match';
}

/** The next or previous hit, round the ends; beyond the last known one the server goes on. */
async function searchOn(path: string, { text, ...found }: Found, step: 1 | -1): Promise<Found> {
  let { hits, next } = found;
  const wanted = found.present < 0 ? 0 : found.present + step;
  while (next !== null && wanted >= hits.length) {
    const more: LogHits = await get<LogHits>('/api/log/search', { path, text, from: next, limit: MOST_HITS });
    hits = [...hits, ...more.hits];
    next = more.next;
  }
  return { text, hits, next, present: hits.length === 0 ? -1 : (wanted + hits.length) % hits.length };
}
