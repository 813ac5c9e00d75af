import type { JobView } from '../../server/api.ts';
import { useFollow, useLive } from '../store/live.ts';

const NO_JOBS: readonly JobView[] = [];

/** The live jobs of a run root of some kinds, and the one that the address names (else the first). */
export function useJobs(runRoot: string | null, jobId: string | null, kinds: readonly string[] | null) {
  useFollow(runRoot);
  const batch = useLive((state) => (state.runRoot === runRoot ? state.batch : null));
  const all = batch?.jobs ?? NO_JOBS;
  const jobs = kinds ? all.filter(({ kind }) => kinds.includes(kind)) : all;
  const job = jobs.find((one) => one.jobId === jobId) ?? (jobId === null ? jobs[0] : undefined) ?? null;
  return { isLoading: runRoot !== null && batch === null, batch, jobs, job };
}
