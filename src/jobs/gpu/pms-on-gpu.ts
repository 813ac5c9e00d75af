import { joinRuns, type SectionStats } from '../../formats/mrc/write.ts';
import { fillWithNoise } from '../../membrane/noise-fill.ts';
import { membraneHalfWidthPx, placeControlPoints } from '../../membrane/pose.ts';
import { PmsBatch } from '../../cuda/pms-batch.ts';
import { MAX_CONTROL_POINTS } from '../../cuda/pms-layout.ts';
import { subtractImage, type PmsTask, type PmsTaskResult, type TaskParticle } from '../pms-task.ts';
import { readerOf } from '../reader-cache.ts';
import type { GpuThread } from './gpu-thread.ts';
import type { BatchKind } from './lane.ts';

type Tally = Pick<PmsTaskResult, 'nanImages' | 'nanPixels'>;

/** With lines for the log. */
export type GpuPmsResult = PmsTaskResult & { notes: string[] };

/** Images of a task that go into one batch, counted from its first. */
interface Piece {
  first: number;
  count: number;
}

/** As runPmsTask, in a thread that has a GPU. */
export async function runPmsOnGpu(task: PmsTask, thread: GpuThread): Promise<GpuPmsResult> {
  const tally = { nanImages: 0, nanPixels: 0 };
  const runs: SectionStats[] = [];
  for (let done = 0; done < task.particles.length;) {
    const { halfWidthPx, count } = nextRun(task, done);
    const images = await thread.lane.use(kindOf(task, halfWidthPx), (batch, capacity) => {
      const piece = { first: done, count: Math.min(capacity, count) };
      return subtractPiece(task, piece, batch, thread, tally);
    });
    runs.push(...images);
    done += images.length;
  }
  return { stats: joinRuns(runs), ...tally, notes: thread.lane.takeNotes() };
}

/** Reads a piece, has it computed, sees to what the GPU leaves to the CPU, and writes it at its place; the statistics of each image. */
async function subtractPiece(
  task: PmsTask,
  { first, count }: Piece,
  batch: PmsBatch,
  { lane, writers }: GpuThread,
  tally: Tally,
): Promise<SectionStats[]> {
  const { boxPx, fd, offset, stackPath } = task;
  const area = boxPx * boxPx;
  const particles = task.particles.slice(first, first + count);
  const images = batch.images.subarray(0, count * area);
  const outputs = batch.outputs.subarray(0, count * area);
  readerOf(stackPath).readSections(task.first + first, count, images);
  batch.start(particles.map((particle) => placedFor(particle, boxPx)));
  await lane.whenDone(batch);
  particles.forEach((particle, i) => {
    const image = images.subarray(i * area, (i + 1) * area);
    const out = outputs.subarray(i * area, (i + 1) * area);
    if (particle === null) return out.set(image);
    const section = task.first + first + i;
    const result = batch.result(i);
    const isDone = result.status === 'done';
    if (isDone && result.nanPixels > 0) fillWithNoise(out, out, section);
    // What the GPU cannot do is left to the CPU, which does it or ends with its own words.
    const nanPixels = isDone ? result.nanPixels : subtractImage(task, particle, section, image, out);
    if (nanPixels > 0) tally.nanImages++;
    tally.nanPixels += nanPixels;
  });
  const target = { runPixels: area, fd, offset: offset + 4 * area * first };
  return await writers.write(outputs, batch.outputsAddress, target);
}

function kindOf({ boxPx: box, pointsStep, bias }: PmsTask, halfWidthPx: number): BatchKind<PmsBatch> {
  const options = { box, halfWidthPx, pointsStep, bias };
  return {
    key: `pms ${box} ${halfWidthPx} ${pointsStep} ${bias}`,
    mostParticles: PmsBatch.mostParticles(box),
    bytesPerParticle: PmsBatch.bytesPerParticle(options),
    make: (device, capacity) => new PmsBatch(device, { ...options, capacity }),
  };
}

/** The images from `first` on that have one half-width; those that are only copied go with their neighbours. */
function nextRun({ particles, physicalMembraneDistA }: PmsTask, first: number): { halfWidthPx: number; count: number } {
  let halfWidthPx: number | null = null;
  let end = first;
  for (; end < particles.length; end++) {
    const particle = particles[end];
    if (!particle) continue;
    const own = membraneHalfWidthPx(physicalMembraneDistA, particle.pixelSizeA);
    if (halfWidthPx !== null && own !== halfWidthPx) break;
    halfWidthPx = own;
  }
  return { halfWidthPx: halfWidthPx ?? 1, count: end - first };
}

/** Where the curve lies in its particle; null for an image that the GPU leaves alone. */
function placedFor(particle: TaskParticle | null, boxPx: number): Float64Array | null {
  if (particle === null || particle.curve.length > 2 * MAX_CONTROL_POINTS) return null;
  return placeControlPoints(particle.curve, boxPx, particle);
}
