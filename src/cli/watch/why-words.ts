import type { JobView } from '../../server/api.ts';

/** Why a job waits, failed or was canceled, and what to do about it; null when all is well. */
export function whyWords({ why, advice }: JobView): string | null {
  if (!why || !advice) return why;
  return `${why}${/[.!?…]$/.test(why) ? '' : '.'} ${advice}`;
}
