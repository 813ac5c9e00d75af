import type { JobView } from '../../server/api.ts';

/** What the pictures of a job need to know of it. */
export interface PicturesProps {
  runRoot: string;
  jobId: string;
  /** Why it has not started; null: it has. Some pictures can be shown before. */
  waits: string | null;
}

export function waitsOf({ startedUtc, status, why }: JobView): string | null {
  if (startedUtc !== null) return null;
  return (status === 'queued' && why) || 'The job has not started';
}
