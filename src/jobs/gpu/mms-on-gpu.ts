import { writePixels, type SectionStats } from '../../formats/mrc/write.ts';
import { isOutOfMemory } from '../../cuda/errors.ts';
import { MosaicBatch } from '../../cuda/mms.ts';
import type { MosaicContent } from '../mosaic-job.ts';
import { readerOf } from '../reader-cache.ts';
import type { GpuLane } from './lane.ts';

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

/** Particles that go to the GPU at a time, at most; less after a want of memory. */
let mostPatches = 64;
/** Micrographs that this thread has on the GPU, and who waits for one to end. */
let onDevice = 0;
let onEnded = () => {};

/** Runs in a thread that has a GPU. */
export async function runMmsOnGpu(task: MmsGpuTask, lane: GpuLane): Promise<MmsGpuResult> {
  const notes: string[] = [];
  for (;;) {
    const patches = mostPatches;
    onDevice++;
    try {
      return { stats: await makeMicrograph(task, patches, lane), notes };
    } catch (error) {
      if (!isOutOfMemory(error) || (patches === 1 && onDevice === 1)) throw error;
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

async function makeMicrograph(
  { content, fd, offset }: MmsGpuTask,
  chunkPatches: number,
  lane: GpuLane,
): Promise<SectionStats> {
  const { columns, rows, places } = content;
  const batch = new MosaicBatch(lane.device, { columns, rows, places, chunkPatches });
  try {
    await putTogether(content, chunkPatches, batch, lane);
    return writePixels(fd, offset, batch.micrograph);
  } finally {
    // Nothing may still be copied from memory that is given back; a device that is lost took its memory along.
    await lane
      .whenDone(batch)
      .then(() => batch.close())
      .catch(() => {});
  }
}

async function putTogether(
  content: MosaicContent,
  chunkPatches: number,
  batch: MosaicBatch,
  lane: GpuLane,
): Promise<void> {
  const { places, micrographPath } = content;
  readerOf(micrographPath).readSection(0, batch.micrograph);
  batch.begin();
  let buffer: 0 | 1 = 0;
  for (let first = 0; first < places.length; first += chunkPatches) {
    const count = Math.min(chunkPatches, places.length - first);
    readParticles(content, first, count, batch.particles[buffer]);
    if (first > 0) await finishChunk(batch, lane);
    batch.add(buffer, first, count);
    buffer = buffer === 0 ? 1 : 0;
  }
  if (places.length > 0) await finishChunk(batch, lane);
  batch.finish();
  await lane.whenDone(batch);
}

async function finishChunk(batch: MosaicBatch, lane: GpuLane): Promise<void> {
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
