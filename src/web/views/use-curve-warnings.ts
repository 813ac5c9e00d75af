import type { CurveWarnings } from '../../server/api.ts';
import { post } from '../api.ts';
import type { Points } from './class-edits.ts';
import { useLoad } from './use-load.ts';

/** A curve that is being moved is judged when it has rested so long. */
const REST_MS = 300;

interface Asked {
  runRoot: string;
  jobId: string;
  classId: number;
  /** Null: there is no curve. */
  points: Points | null;
  isEdited: boolean;
}

/** What speaks against a curve on its class average; null while that is not known. */
export function useCurveWarnings({ runRoot, jobId, classId, points, isEdited }: Asked): string[] | null {
  const body = { runRoot, jobId, classId, controlPoints: points };
  const { value } = useLoad(points && JSON.stringify(body), async (signal) => {
    if (isEdited) await new Promise((resolve) => setTimeout(resolve, REST_MS));
    signal.throwIfAborted();
    return post<CurveWarnings>('/api/class/check', body, signal);
  });
  return value?.warnings ?? null;
}
