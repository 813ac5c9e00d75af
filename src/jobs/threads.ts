import type { JobContext } from './context.ts';
import { settleDevice, type Gpus } from './device.ts';
import { BATCHES, type GpuPlace } from './gpu/lane.ts';
import type { ImageJobArgs } from './job-args.ts';
import { WorkerPool } from './pool.ts';
import { workerCount } from './worker-count.ts';

/** What a job computes with. */
export interface Threads {
  pool: WorkerPool;
  /** null: the CPU computes. */
  gpus: Gpus | null;
  /** After the last task: the threads put away what they hold. */
  finish: () => Promise<void>;
}

type ThreadArgs = Pick<ImageJobArgs, 'device' | 'procs' | 'batch_size'>;

/**
 * Starts the threads of a job: on its GPUs `procs` in all (default: one for each), else on the cores. The job's end and a
 * signal stop the pool. A fault of a GPU is fatal: its threads cannot use it again, and no item is to blame.
 */
export async function startThreads(args: ThreadArgs, context: JobContext): Promise<Threads> {
  const gpus = await settleDevice(args.device, context);
  const { count, note } = workerCount(args.procs ?? gpus?.devices.length ?? null);
  if (note !== null) context.log.line(`>>> ${note}`);
  const pool = gpus ? gpuPool(gpus, count, args, context) : new WorkerPool(context.workerEntry, count);
  context.stop.addEventListener('abort', () => void pool.stop());
  const finish = async () => {
    if (!gpus) return;
    await pool.retire();
    gpus.close();
  };
  return { pool, gpus, finish };
}

function gpuPool({ devices }: Gpus, count: number, args: ThreadArgs, { workerEntry }: JobContext): WorkerPool {
  const dataOf = (thread: number): GpuPlace => {
    const at = thread % devices.length;
    const sharers = Math.ceil((count - at) / devices.length);
    return { ordinal: devices[at]!.ordinal, sharers, batchSize: args.batch_size };
  };
  return new WorkerPool(new URL('./gpu-worker.cjs', workerEntry), count, {
    // One is read or written while the batches are computed.
    callsPerWorker: BATCHES + 1,
    dataOf,
    isFatal: ({ type }) => type.startsWith('Cuda'),
  });
}
