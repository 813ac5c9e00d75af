import { statSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, type ProcessIdentity } from '../../base/process-identity.ts';
import { savedState } from '../batch/start.ts';
import type { GpuView } from '../api.ts';
import { processWords } from './process-words.ts';

interface Lease {
  gpuId: number;
  pid: number;
  jobId: string;
}

/** What a run root's scheduler, when it lives, has given to whom. */
interface Leases {
  stamp: string;
  owner: ProcessIdentity | null;
  leases: Lease[];
}

/** Adds the jobs of these run roots to the GPUs that they were given, also while they do not compute on them. */
export function withLeases(gpus: readonly GpuView[], runRoots: readonly string[]): GpuView[] {
  if (gpus.length === 0) return [];
  const all = runRoots.flatMap((runRoot) => leasesOf(runRoot).map((lease) => ({ runRoot, ...lease })));
  return gpus.map((gpu) => {
    const known = new Set(gpu.holders.map(({ runRoot, jobId }) => `${runRoot} ${jobId}`));
    const more = all.filter(({ gpuId, runRoot, jobId }) => gpuId === gpu.id && !known.has(`${runRoot} ${jobId}`));
    const holders = more.map(({ pid, runRoot, jobId }) => {
      return { pid, ...processWords(pid), usedMiB: null, runRoot, jobId };
    });
    return { ...gpu, holders: [...gpu.holders, ...holders] };
  });
}

/** A thousand jobs are not read again where nothing was written; of run roots that are no longer used, once. */
const read = new Map<string, Leases>();

function leasesOf(runRoot: string): Lease[] {
  const stamp = stampOf(join(runRoot, 'scheduler_state.json'));
  let found = read.get(runRoot);
  if (found?.stamp !== stamp) read.set(runRoot, (found = { stamp, ...readLeases(runRoot) }));
  return found.owner && isAlive(found.owner) ? found.leases : [];
}

function stampOf(path: string): string {
  try {
    const { ino, size, mtimeNs } = statSync(path, { bigint: true });
    return `${ino}:${size}:${mtimeNs}`;
  } catch {
    return '';
  }
}

/** A run root that can no longer be read holds nothing that we could tell of. */
function readLeases(runRoot: string): Omit<Leases, 'stamp'> {
  try {
    const state = savedState(runRoot);
    if (!state?.owner || state.finished_utc !== null) return { owner: null, leases: [] };
    const running = state.jobs.filter(({ status }) => status === 'running');
    const leases = running.flatMap(({ pid, job_id: jobId, assigned_gpus }) =>
      pid === null ? [] : assigned_gpus.map((gpuId) => ({ gpuId, pid, jobId })),
    );
    return { owner: state.owner, leases };
  } catch {
    return { owner: null, leases: [] };
  }
}
