import { joinRuns, writePixels, type SectionStats } from '../formats/mrc/write.ts';
import { membraneHalfWidthPx, placeControlPoints, type Pose } from '../membrane/pose.ts';
import { ParticleSubtractor, type ParticleItem } from '../membrane/subtract.ts';
import { readerOf } from './reader-cache.ts';

/** A few neighbouring images of a stack: read, subtract, write at their place in the output. */
export interface PmsTask {
  kind: 'pms';
  stackPath: string;
  boxPx: number;
  /** First section, and one entry a section. */
  first: number;
  particles: (TaskParticle | null)[];
  physicalMembraneDistA: number;
  pointsStep: number;
  bias: number;
  /** The output file being made, and where in it the first section begins. */
  fd: number;
  offset: number;
}

/** An image that is subtracted; null entries are copied unchanged. */
export interface TaskParticle extends Pose {
  /** Row of the .cs file, for messages. */
  row: number;
  classId: number;
  pixelSizeA: number;
  /** Control points of its class. */
  curve: Float64Array;
}

export interface PmsTaskResult {
  stats: SectionStats;
  /** Images with NaN pixels, and how many pixels. */
  nanImages: number;
  nanPixels: number;
}

let untouched = new Float32Array(0);
const subtractors = new Map<string, ParticleSubtractor>();

/** Runs in a worker thread; keeps scratch memory between tasks. */
export function runPmsTask(task: PmsTask): PmsTaskResult {
  const { boxPx, first, particles, fd, offset, stackPath } = task;
  const reader = readerOf(stackPath);
  let nanImages = 0;
  let nanPixels = 0;
  const runs = particles.map((particle, i) => {
    const section = first + i;
    const place = offset + 4 * boxPx * boxPx * i;
    if (particle === null) return writePixels(fd, place, reader.readSection(section, untouchedOf(boxPx)));
    const subtractor = subtractorOf(task, particle);
    reader.readSection(section, subtractor.canvas);
    const placed = placeControlPoints(particle.curve, boxPx, particle);
    const found = subtractor.subtractCanvas(placed, itemOf(task, particle, section)).nanPixels;
    nanPixels += found;
    if (found > 0) nanImages++;
    return writePixels(fd, place, subtractor.canvas, subtractor.canvasStatistics());
  });
  return { stats: joinRuns(runs), nanImages, nanPixels };
}

/** Subtracts from `image` into `out`; returns the number of NaN pixels. */
export function subtractImage(
  task: PmsTask,
  particle: TaskParticle,
  section: number,
  image: Float32Array,
  out: Float32Array,
): number {
  const placed = placeControlPoints(particle.curve, task.boxPx, particle);
  return subtractorOf(task, particle).subtract(image, placed, out, itemOf(task, particle, section)).nanPixels;
}

function itemOf({ boxPx, stackPath }: PmsTask, { classId, row }: TaskParticle, section: number): ParticleItem {
  const name = `class ${classId}, row ${row} (section ${section} of ${stackPath}, box ${boxPx})`;
  return { name, noiseSeed: section };
}

function untouchedOf(boxPx: number): Float32Array {
  if (untouched.length !== boxPx * boxPx) untouched = new Float32Array(boxPx * boxPx);
  return untouched;
}

function subtractorOf(
  { boxPx, pointsStep, bias, physicalMembraneDistA }: PmsTask,
  { pixelSizeA }: TaskParticle,
): ParticleSubtractor {
  const halfWidthPx = membraneHalfWidthPx(physicalMembraneDistA, pixelSizeA);
  const key = `${boxPx} ${halfWidthPx} ${pointsStep} ${bias}`;
  let subtractor = subtractors.get(key);
  if (!subtractor) {
    subtractor = new ParticleSubtractor({ box: boxPx, halfWidthPx, pointsStep, bias });
    subtractors.set(key, subtractor);
  }
  return subtractor;
}
