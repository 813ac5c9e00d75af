import { useMemo } from 'react';
import type { PlacedProblem } from '../draft/problems.ts';
import { useDraft } from '../draft/store.ts';
import { idOf } from '../draft/document.ts';
import { plural } from '../ui/format.ts';

export interface BatchProblems {
  all: readonly PlacedProblem[];
  of: (key: string) => readonly PlacedProblem[];
  /** `2 problems in pms_1`; empty without any. */
  words: string;
  /** Job of the first problem. */
  firstKey: string | null;
}

const NONE: readonly PlacedProblem[] = [];

/** Of the parser and of the files together. */
export function useProblems(): BatchProblems {
  const problems = useDraft((state) => state.problems);
  const fileProblems = useDraft((state) => state.fileProblems);
  const jobs = useDraft((state) => state.doc.jobs);
  return useMemo(() => {
    const all = [...problems, ...fileProblems];
    const byKey = new Map<string | null, PlacedProblem[]>();
    for (const problem of all) byKey.set(problem.key, [...(byKey.get(problem.key) ?? []), problem]);
    const keys = [...byKey.keys()].filter((key) => key !== null);
    const [firstKey = null] = keys;
    const first = jobs.find((job) => job.key === firstKey);
    const place =
      keys.length === 1 && first ? idOf(first) : keys.length === 0 ? 'the settings' : plural(keys.length, 'job');
    const missing = all.every((problem) => problem.missing);
    const what = missing ? `${plural(all.length, 'field')} missing` : plural(all.length, 'problem');
    const words = all.length === 0 ? '' : `${what} in ${place}`;
    return { all, of: (key) => byKey.get(key) ?? NONE, words, firstKey };
  }, [problems, fileProblems, jobs]);
}
