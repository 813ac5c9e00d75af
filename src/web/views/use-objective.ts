import { useEffect, useState } from 'react';
import type { ClassView, Objective } from '../../server/api.ts';
import { failureWords, post } from '../api.ts';
import type { Points } from './class-edits.ts';

export interface LiveObjective {
  /** Of the points as they are, or a moment ago. */
  value: Objective | null;
  fault: string | null;
}

interface Asked {
  runRoot: string;
  jobId: string;
  one: ClassView;
  /** Null: as fitted. */
  points: Points | null;
}

/** The objective of moved control points, by the server, as they move; older answers are dropped. */
export function useObjective({ runRoot, jobId, one, points }: Asked): LiveObjective {
  const [answer, setAnswer] = useState<(LiveObjective & { classId: number }) | null>(null);
  const { classId } = one;
  useEffect(() => {
    if (!points) return;
    const controller = new AbortController();
    const body = { runRoot, jobId, classId, controlPoints: points };
    post<Objective>('/api/objective', body, controller.signal).then(
      (value) => setAnswer({ classId, value, fault: null }),
      (error: unknown) => {
        if (!controller.signal.aborted) setAnswer({ classId, value: null, fault: failureWords(error) });
      },
    );
    return () => controller.abort();
  }, [runRoot, jobId, classId, points]);
  if (!points) return { value: one.objective, fault: one.fault };
  return answer?.classId === classId ? answer : { value: null, fault: null };
}
