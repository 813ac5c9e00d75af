import { thisMachine } from '../base/machine.ts';
import type { JobContext } from './context.ts';
import { settleDevice, type Gpus } from './device.ts';
import type { GpuPlace } from './gpu/lane.ts';
import type { ImageJobArgs } from './job-args.ts';
import { WorkerPool } from './pool.ts';
import { workerCount, type ThreadLoad } from './worker-count.ts';

/** What a job computes with. */
export interface Threads {
  pool: WorkerPool;
  /** null: the CPU computes. */
  gpus: Gpus | null;
  /** When no task is in work any more: has the threads ended after the job; those with a GPU give back what they hold. */
  end: () => void;
}

type ThreadArgs = Pick<ImageJobArgs, 'device' | 'procs' | 'batch_size'>;

/**
 * Starts the threads of a job: on its GPUs `procs` in all (default: one for each), else on the cores. A signal stops
 * the pool. `tasksPerGpuThread`: that a GPU's thread works on at a time. A fault of a GPU is fatal: its threads cannot use it again, and no item is to blame.
 */
export async function startThreads(
  args: ThreadArgs,
  tasksPerGpuThread: number,
  load: ThreadLoad,
  context: JobContext,
): Promise<Threads> {
  const gpus = await settleDevice(args.device, context);
  const { count, note } = workerCount(args.procs ?? gpus?.devices.length ?? null, load);
  if (note !== null) context.log.line(`>>> ${note}`);
  context.progress.threads(count);
  const pool = gpus
    ? gpuPool(gpus, count, args, tasksPerGpuThread, context)
    : new WorkerPool(context.workerEntry, count);
  context.stop.addEventListener('abort', () => void pool.stop());
  const endThreads = async () => {
    if (gpus && !pool.isStopped) await pool.retire();
    await pool.stop();
    if (pool.failure === null) gpus?.close();
  };
  return { pool, gpus, end: () => context.afterwards(endThreads) };
}

/** Threads that write for one with a GPU: three keep up with it. */
function writersOf(gpuThreads: number): number {
  return Math.max(0, Math.min(3, Math.floor(thisMachine().cores / gpuThreads) - 1));
}

function gpuPool(
  { devices }: Gpus,
  count: number,
  args: ThreadArgs,
  callsPerWorker: number,
  { workerEntry }: JobContext,
): WorkerPool {
  const dataOf = (thread: number): GpuPlace => {
    const at = thread % devices.length;
    const sharers = Math.ceil((count - at) / devices.length);
    const { ordinal, kernels } = devices[at]!;
    return { ordinal, kernels, sharers, batchSize: args.batch_size, writers: writersOf(count) };
  };
  return new WorkerPool(new URL('./gpu-worker.cjs', workerEntry), count, {
    callsPerWorker,
    dataOf,
    endsItself: true,
    isFatal: ({ type }) => type.startsWith('Cuda'),
  });
}
