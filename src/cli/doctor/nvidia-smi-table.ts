import { askNvidiaSmi } from '../../batch/nvidia-smi.ts';

/** A GPU as nvidia-smi lists it, and the programs that compute on it. */
export interface ListedGpu {
  index: number;
  uuid: string;
  driver: string;
  users: { pid: number; name: string; usedMiB: number }[];
}

export type Listing = { gpus: ListedGpu[]; fault: null } | { gpus: null; fault: string; absent: boolean };

const TIMEOUT_MS = 10_000;

/** Asks nvidia-smi for all GPUs of the machine, whatever CUDA_VISIBLE_DEVICES hides. Never throws. */
export async function listGpus(): Promise<Listing> {
  const [gpus, users] = await Promise.all([
    askNvidiaSmi('--query-gpu=index,uuid,driver_version', TIMEOUT_MS),
    askNvidiaSmi('--query-compute-apps=gpu_uuid,pid,used_memory,process_name', TIMEOUT_MS),
  ]);
  if (gpus.kind === 'absent') return { gpus: null, fault: 'there is no nvidia-smi on this machine', absent: true };
  if (gpus.kind === 'failing') return { gpus: null, fault: gpus.why, absent: false };
  return { gpus: listingOf(gpus.rows, users.kind === 'rows' ? users.rows : []), fault: null };
}

/** Rows of the two answers; a process name may have commas in it. */
function listingOf(gpuRows: readonly string[][], userRows: readonly string[][]): ListedGpu[] {
  const users = userRows.map(([uuid = '', pid, used, ...name]) => {
    return { uuid, user: { pid: Number(pid), usedMiB: Number(used) || 0, name: name.join(', ') } };
  });
  const gpus = gpuRows.filter(({ length }) => length > 1); // without a GPU it says so in words
  return gpus.map(([index, uuid = '', driver = '']) => {
    const own = users.filter((one) => one.uuid === uuid).map(({ user }) => user);
    return { index: Number(index), uuid, driver, users: own };
  });
}
