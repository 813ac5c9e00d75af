import { joinRuns, type SectionStats } from '../../formats/mrc/write.ts';
import { isOutOfMemory } from '../../cuda/errors.ts';
import { MosaicBatch } from '../../cuda/mms.ts';
import type { MosaicContent } from '../mosaic-job.ts';
import { readerOf } from '../reader-cache.ts';
import type { GpuThread } from './gpu-thread.ts';

/** A whole micrograph: read, put together on the GPU, written at its place in the output. */
export interface MmsGpuTask {
  kind: 'mms-whole';
  content: MosaicContent;
  fd: number;
  offset: number;
}

export interface MmsGpuResult {
  stats: SectionStats;
  /** Lines for the log. */
  notes: string[];
}

/** Pixels of a micrograph whose statistics are one; how they are shared out does not matter. */
const RUN_PIXELS = 1 << 19;

/** Particles that go to the GPU at a time, at most; less after a want of memory. */
let mostPatches = 64;
/** Micrographs that this thread has on the GPU, and who waits for one to end. */
let onDevice = 0;
let onEnded = () => {};

/** Runs in a thread that has a GPU. */
export async function runMmsOnGpu(task: MmsGpuTask, thread: GpuThread): Promise<MmsGpuResult> {
  const notes: string[] = [];
  for (;;) {
    const patches = mostPatches;
    onDevice++;
    try {
      return { stats: await makeMicrograph(task, patches, thread), notes };
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      const isLast = patches === 1 && onDevice === 1;
      if (!thread.shelf.clear() && isLast) throw error;
      const half = Math.max(1, Math.floor(patches / 2));
      if (half < mostPatches) notes.push(`${error.sentence}: going on with ${half} particles at a time`);
      mostPatches = Math.min(mostPatches, half);
    } finally {
      onDevice--;
      onEnded();
    }
    // The memory is another micrograph's: one after the other, then.
    if (patches === 1 && onDevice > 0) await new Promise<void>((resolve) => (onEnded = resolve));
  }
}

async function makeMicrograph(task: MmsGpuTask, patches: number, thread: GpuThread): Promise<SectionStats> {
  const { lane, shelf, writers } = thread;
  const { content, fd, offset } = task;
  const { columns, rows, places } = content;
  const chunkPatches = Math.min(patches, MosaicBatch.mostPatches(places));
  const holdings = shelf.take();
  const isDone = () => lane.device.isIdle(holdings.stream);
  let keep = true;
  try {
    const batch = new MosaicBatch(lane.device, holdings, { columns, rows, places, chunkPatches });
    await putTogether(content, chunkPatches, batch, thread);
    const target = { runPixels: RUN_PIXELS, fd, offset };
    return joinRuns(await writers.write(batch.micrograph, batch.micrographAddress, target));
  } catch (error) {
    keep = !isOutOfMemory(error);
    throw error;
  } finally {
    // Nothing may still be copied from memory that is given back; a device that is lost took its memory along.
    await lane
      .whenDone({ isDone })
      .then(() => (keep ? shelf.give(holdings) : holdings.close()))
      .catch(() => {});
  }
}

async function putTogether(
  content: MosaicContent,
  chunkPatches: number,
  batch: MosaicBatch,
  thread: GpuThread,
): Promise<void> {
  const { places, micrographPath } = content;
  readerOf(micrographPath).readSection(0, batch.micrograph);
  batch.begin();
  let buffer: 0 | 1 = 0;
  for (let first = 0; first < places.length; first += chunkPatches) {
    const count = Math.min(chunkPatches, places.length - first);
    readParticles(content, first, count, batch.particles[buffer]);
    if (first > 0) await finishChunk(batch, thread);
    batch.add(buffer, first, count);
    buffer = buffer === 0 ? 1 : 0;
  }
  if (places.length > 0) await finishChunk(batch, thread);
  batch.finish();
  await thread.lane.whenDone(batch);
}

async function finishChunk(batch: MosaicBatch, { lane }: GpuThread): Promise<void> {
  await lane.whenDone(batch);
  batch.check();
}

/** Whole particles, one after the other. */
function readParticles({ places, stackPaths }: MosaicContent, first: number, count: number, into: Float32Array): void {
  let at = 0;
  for (const { box, stack, section } of places.slice(first, first + count)) {
    readerOf(stackPaths[stack]!).readSection(section, into.subarray(at, (at += box * box)));
  }
}
