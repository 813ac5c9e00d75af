import type { SectionStats } from '../../formats/mrc/write.ts';
import { WorkerPool } from '../pool.ts';
import { writeRuns, type PinnedRuns, type RunsTarget } from './pinned-runs.ts';

/** What a thread takes at a time: some run, or several small ones. */
const TASK_PIXELS = 1 << 19;

/**
 * Threads that write for a thread with a GPU: statistics, checksum and the copy to the system take four times as long as
 * reading the images. Without any, the thread writes by itself.
 */
export class PinnedWriters {
  private readonly pool: WorkerPool | null;

  constructor(count: number) {
    this.pool = count > 0 ? new WorkerPool(new URL('./gpu-writer.cjs', import.meta.url), count) : null;
  }

  /**
   * Writes pixels that lie at `address`; the statistics of each run, in their order.
   * @throws JobError with the system's word for what failed, when no thread touches the pixels any more
   */
  async write(pixels: Float32Array, address: bigint, target: RunsTarget): Promise<SectionStats[]> {
    const { pool } = this;
    if (pool === null) return writeRuns(pixels, target);
    const { runPixels, offset } = target;
    const taskPixels = runPixels * Math.max(1, Math.floor(TASK_PIXELS / runPixels));
    const tasks = Array.from({ length: Math.ceil(pixels.length / taskPixels) }, (_, i): PinnedRuns => {
      const bytes = 4 * i * taskPixels;
      const count = Math.min(taskPixels, pixels.length - i * taskPixels);
      return { ...target, address: address + BigInt(bytes), pixels: count, offset: offset + bytes };
    });
    const ended = await Promise.allSettled(tasks.map((task) => pool.run<SectionStats[]>(task)));
    return ended.flatMap((one) => {
      if (one.status === 'rejected') throw one.reason;
      return one.value;
    });
  }

  /** When nothing is being written. */
  async close(): Promise<void> {
    await this.pool?.retire();
  }
}
