import { isAlive } from '../../base/process-identity.ts';
import type { SavedState } from '../../batch/saved-state.ts';
import { savedState } from '../batch/start.ts';
import type { GpuHolder, GpuView } from '../api.ts';
import { processWords } from './process-words.ts';

/** Adds the jobs of these run roots to the GPUs that they were given, also while they do not compute on them. */
export function withLeases(gpus: readonly GpuView[], runRoots: readonly string[]): GpuView[] {
  const leases = runRoots.flatMap(leasesOf);
  return gpus.map((gpu) => {
    const known = new Set(gpu.holders.map(({ runRoot, jobId }) => `${runRoot} ${jobId}`));
    const more = leases.filter(
      ({ gpuId, holder }) => gpuId === gpu.id && !known.has(`${holder.runRoot} ${holder.jobId}`),
    );
    return { ...gpu, holders: [...gpu.holders, ...more.map(({ holder }) => holder)] };
  });
}

function leasesOf(runRoot: string): { gpuId: number; holder: GpuHolder }[] {
  const state = stateOrNull(runRoot);
  if (!state || state.finished_utc !== null || !state.owner || !isAlive(state.owner)) return [];
  return state.jobs.flatMap(({ status, pid, job_id: jobId, assigned_gpus }) => {
    if (status !== 'running' || pid === null) return [];
    const holder: GpuHolder = { pid, ...processWords(pid), usedMiB: null, runRoot, jobId };
    return assigned_gpus.map((gpuId) => ({ gpuId, holder }));
  });
}

/** A run root that can no longer be read holds nothing that we could tell of. */
function stateOrNull(runRoot: string): SavedState | null {
  try {
    return savedState(runRoot);
  } catch {
    return null;
  }
}
