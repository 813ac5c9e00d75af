import { useState } from 'react';

/** Particles that somebody has marked to look at again; kept in this browser. */
export interface Flags {
  flagged: ReadonlySet<number>;
  toggle: (index: number) => void;
}

export function useFlags(runRoot: string, jobId: string): Flags {
  const key = `flags ${runRoot} ${jobId}`;
  const [flagged, setFlagged] = useState<ReadonlySet<number>>(() => new Set(readNumbers(localStorage.getItem(key))));
  return {
    flagged,
    toggle: (index) => {
      const next = new Set(flagged);
      if (!next.delete(index)) next.add(index);
      localStorage.setItem(key, [...next].join(' '));
      setFlagged(next);
    },
  };
}

function readNumbers(text: string | null): number[] {
  return text ? text.split(' ').map(Number).filter(Number.isInteger) : [];
}
