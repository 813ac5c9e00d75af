import { discoverGpus, isBusy, type FoundGpu } from './gpu-discovery.ts';
import { askNvidiaSmi } from './nvidia-smi.ts';
import { environmentOf, STATE_MARK } from './process-group.ts';

/** GPU id -> who uses it besides this batch, in words. */
export type ForeignWork = ReadonlyMap<number, string>;

export interface GpuWatchOptions {
  statePath: string;
  ids: readonly number[];
  /** True while a job of this batch holds the GPU. */
  isLeased: (id: number) => boolean;
  seen: (work: ForeignWork) => void;
}

const LOOK_S = 10;
const TIMEOUT_MS = 10_000;

/** Looks from time to time who else computes on the GPUs of the pool. Without a working nvidia-smi it sees nothing. */
export class GpuWatch {
  private readonly options: GpuWatchOptions;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(options: GpuWatchOptions) {
    this.options = options;
  }

  /** Resolves after the first look. */
  async start(): Promise<void> {
    if (this.options.ids.length === 0) return;
    const gpus = await discoverGpus(TIMEOUT_MS);
    if (gpus.kind === 'absent' || this.stopped) return;
    if (gpus.kind === 'found') await this.look(gpus.gpus);
    const seconds = Number(process.env.BEZIERFIT_GPU_LOOK_S ?? LOOK_S);
    if (!this.stopped) this.timer = setTimeout(() => void this.start(), 1000 * seconds);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async look(gpus: readonly FoundGpu[]): Promise<void> {
    const query = '--query-compute-apps=gpu_uuid,pid,process_name,used_memory';
    const answer = await askNvidiaSmi(query, TIMEOUT_MS);
    if (this.stopped || answer.kind !== 'rows') return;
    const { ids, isLeased, statePath, seen } = this.options;
    const apps = appsOf(answer.rows).filter(({ pid }) => environmentOf(pid)?.get(STATE_MARK) !== statePath);
    const work = new Map<number, string>();
    for (const gpu of gpus.filter(({ id }) => ids.includes(id))) {
      const own = apps.filter(({ uuid }) => uuid === gpu.uuid);
      if (own.length > 0) work.set(gpu.id, own.map(({ name, pid }) => `${name} (pid ${pid})`).join(', '));
      // Inside a container the processes of others are not listed, but their memory is.
      else if (!isLeased(gpu.id) && isBusy(gpu)) work.set(gpu.id, `another program (${gpu.usedMiB} MiB)`);
    }
    seen(work);
  }
}

interface App {
  uuid: string;
  pid: number;
  name: string;
}

/** @param rows of uuid, pid, name, MiB; anything else is left out */
function appsOf(rows: readonly string[][]): App[] {
  return rows.flatMap(([uuid = '', pid = '', name = '']) => {
    return /^\d+$/.test(pid) ? [{ uuid, pid: Number(pid), name: name.split('/').at(-1) || name }] : [];
  });
}
