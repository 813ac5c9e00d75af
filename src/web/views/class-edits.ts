import { useState } from 'react';
import type { ClassList } from '../../server/api.ts';

export type Points = [number, number][];
type Edits = ReadonlyMap<number, Points>;

/** Curves that were moved and not saved, with undo and redo. */
export interface ClassEdits {
  edits: Edits;
  pointsOf: (classId: number) => Points | null;
  /** `isSameMove`: the pointer still holds the point, so one undo takes the whole move back. */
  move: (classId: number, points: Points, isSameMove: boolean) => void;
  reset: (classId: number) => void;
  undo: (() => void) | null;
  redo: (() => void) | null;
}

interface History {
  past: Edits[];
  present: Edits;
  future: Edits[];
}

export function useClassEdits({ classes }: ClassList): ClassEdits {
  const [{ past, present, future }, setHistory] = useState<History>({ past: [], present: new Map(), future: [] });
  const become = (next: Edits, isSameMove: boolean): void =>
    setHistory((before) => ({
      past: isSameMove ? before.past : [...before.past, before.present],
      present: next,
      future: [],
    }));
  const last = past.at(-1);
  const next = future[0];
  return {
    edits: present,
    pointsOf: (classId) =>
      present.get(classId) ?? classes.find((one) => one.classId === classId)?.controlPoints ?? null,
    move: (classId, points, isSameMove) => become(new Map([...present, [classId, points]]), isSameMove),
    reset: (classId) => become(new Map([...present].filter(([id]) => id !== classId)), false),
    undo: last ? () => setHistory({ past: past.slice(0, -1), present: last, future: [present, ...future] }) : null,
    redo: next ? () => setHistory({ past: [...past, present], present: next, future: future.slice(1) }) : null,
  };
}
