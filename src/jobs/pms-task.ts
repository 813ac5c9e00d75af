import { writePixels, type SectionStats } from '../formats/mrc/write.ts';
import { membraneHalfWidthPx, placeControlPoints, type Pose } from '../membrane/pose.ts';
import { ParticleSubtractor } from '../membrane/subtract.ts';
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

let pixels = new Float32Array(0);
let result = new Float32Array(0);
const subtractors = new Map<string, ParticleSubtractor>();

/** Runs in a worker thread; keeps scratch memory between tasks. */
export function runPmsTask(task: PmsTask): PmsTaskResult {
  const { boxPx, first, particles, fd, offset } = task;
  const area = boxPx * boxPx;
  const count = particles.length;
  if (pixels.length < count * area) {
    pixels = new Float32Array(count * area);
    result = new Float32Array(count * area);
  }
  readerOf(task.stackPath).readSections(first, count, pixels);
  let nanImages = 0;
  let nanPixels = 0;
  particles.forEach((particle, i) => {
    const image = pixels.subarray(i * area, (i + 1) * area);
    const out = result.subarray(i * area, (i + 1) * area);
    if (particle === null) return out.set(image);
    const found = subtractParticle(task, particle, first + i, image, out);
    nanPixels += found;
    if (found > 0) nanImages++;
  });
  return { stats: writePixels(fd, offset, result.subarray(0, count * area)), nanImages, nanPixels };
}

function subtractParticle(
  task: PmsTask,
  particle: TaskParticle,
  section: number,
  image: Float32Array,
  out: Float32Array,
): number {
  const { boxPx, stackPath } = task;
  const placed = placeControlPoints(particle.curve, boxPx, particle);
  const name = `class ${particle.classId}, row ${particle.row} (section ${section} of ${stackPath}, box ${boxPx})`;
  const halfWidthPx = membraneHalfWidthPx(task.physicalMembraneDistA, particle.pixelSizeA);
  return subtractorOf(task, halfWidthPx).subtract(image, placed, out, { name, noiseSeed: section }).nanPixels;
}

function subtractorOf({ boxPx, pointsStep, bias }: PmsTask, halfWidthPx: number): ParticleSubtractor {
  const key = `${boxPx} ${halfWidthPx} ${pointsStep} ${bias}`;
  let subtractor = subtractors.get(key);
  if (!subtractor) {
    subtractor = new ParticleSubtractor({ box: boxPx, halfWidthPx, pointsStep, bias });
    subtractors.set(key, subtractor);
  }
  return subtractor;
}
