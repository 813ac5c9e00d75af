import { askNvidiaSmi } from '../../batch/nvidia-smi.ts';

/** A GPU as nvidia-smi lists it, and the programs that compute on it. */
export interface ListedGpu {
  index: number;
  name: string;
  uuid: string;
  /** `00000000:65:00.0` */
  pciBusId: string;
  driver: string;
  usedMiB: number;
  totalMiB: number;
  users: { pid: number; name: string; usedMiB: number }[];
}

export type Listing = { gpus: ListedGpu[]; fault: null } | { gpus: null; fault: string; absent: boolean };

const TIMEOUT_MS = 10_000;

/** Asks nvidia-smi for all GPUs of the machine, whatever CUDA_VISIBLE_DEVICES hides. Never throws. */
export async function listGpus(): Promise<Listing> {
  const [gpus, users] = await Promise.all([
    askNvidiaSmi('--query-gpu=index,name,uuid,pci.bus_id,driver_version,memory.used,memory.total', TIMEOUT_MS),
    askNvidiaSmi('--query-compute-apps=gpu_uuid,pid,used_memory,process_name', TIMEOUT_MS),
  ]);
  if (gpus.kind === 'absent') return { gpus: null, fault: 'there is no nvidia-smi on this machine', absent: true };
  if (gpus.kind === 'failing') return { gpus: null, fault: gpus.why, absent: false };
  return { gpus: parseListing(gpus.text, users.kind === 'text' ? users.text : ''), fault: null };
}

/** Lines of the two questions, fields by commas; a process name may have commas in it. */
function parseListing(gpuLines: string, userLines: string): ListedGpu[] {
  const users = rowsOf(userLines).map(([uuid = '', pid, used, ...name]) => {
    return { uuid, pid: Number(pid), usedMiB: Number(used) || 0, name: name.join(', ') };
  });
  return rowsOf(gpuLines).map(([index, name = '', uuid = '', pciBusId = '', driver = '', used, total]) => ({
    index: Number(index),
    name,
    uuid,
    pciBusId,
    driver,
    usedMiB: Number(used) || 0,
    totalMiB: Number(total) || 0,
    users: users.filter((user) => user.uuid === uuid).map(({ pid, name, usedMiB }) => ({ pid, name, usedMiB })),
  }));
}

function rowsOf(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line.includes(','));
  return lines.map((line) => line.split(',').map((field) => field.trim()));
}
