import { thisMachine } from '../base/machine.ts';
/** Measured: the program without threads; a thread's engine and code; and the kernel's memory, by pixel of the box. */
const PROGRAM_BYTES = 64 << 20;
const THREAD_BYTES = 12 << 20;
const KERNEL_BYTES_PER_PIXEL = 48;

export interface WorkerCount {
  count: number;
  /** A line for the log when fewer threads run than were asked for. */
  note: string | null;
}

/** What a job's threads hold. */
export interface ThreadLoad {
  /** Largest box of the images. */
  boxPx: number;
}

/**
 * Worker threads of a job: as told (default: every core), but no more than there are cores, nor than fit half the memory.
 */
export function workerCount(
  procs: number | null,
  { boxPx }: ThreadLoad,
  { cores, memoryBytes } = thisMachine(),
): WorkerCount {
  const wanted = procs ?? cores;
  const threadBytes = THREAD_BYTES + KERNEL_BYTES_PER_PIXEL * boxPx ** 2;
  const fitting = Math.max(1, Math.floor((memoryBytes / 2 - PROGRAM_BYTES) / threadBytes));
  const count = Math.min(wanted, cores, fitting);
  if (count === wanted) return { count, note: null };
  const why =
    count === cores
      ? `there are ${cores} cores`
      : `half of ${(memoryBytes / 2 ** 30).toFixed(1)} GiB memory holds no more, at ${Math.ceil(threadBytes / 2 ** 20)} MiB a thread`;
  return { count, note: `procs ${wanted} limited to ${count}: ${why}` };
}
