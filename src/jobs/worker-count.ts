import { availableParallelism, totalmem } from 'node:os';

/** What a thread may need: its own engine and heap, a chunk of images in and out, the kernel's memory. */
const THREAD_BYTES = 64 << 20;

export interface WorkerCount {
  count: number;
  /** A line for the log when fewer threads run than were asked for. */
  note: string | null;
}

export interface Machine {
  cores: number;
  memoryBytes: number;
}

/** Cores and memory that this process may use: a container's limit counts, too. */
export function thisMachine(): Machine {
  const limitBytes = process.constrainedMemory();
  const memoryBytes = limitBytes > 0 ? Math.min(limitBytes, totalmem()) : totalmem();
  return { cores: availableParallelism(), memoryBytes };
}

/**
 * Worker threads of a job: as told (default: every core), but no more than there are cores, nor than fit half the memory.
 */
export function workerCount(procs: number | null, { cores, memoryBytes } = thisMachine()): WorkerCount {
  const wanted = procs ?? cores;
  const fitting = Math.max(1, Math.floor(memoryBytes / 2 / THREAD_BYTES));
  const count = Math.min(wanted, cores, fitting);
  if (count === wanted) return { count, note: null };
  const why =
    count === cores
      ? `there are ${cores} cores`
      : `the memory (${(memoryBytes / 2 ** 30).toFixed(1)} GiB) holds no more`;
  return { count, note: `procs ${wanted} limited to ${count}: ${why}` };
}
