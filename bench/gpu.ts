import { join } from 'node:path';
import { messageOf } from '../src/base/errors.ts';
import { Random } from '../src/base/random.ts';
import { CudaDevice } from '../src/cuda/device.ts';
import { CudaDriver } from '../src/cuda/driver.ts';
import { CudaError } from '../src/cuda/errors.ts';
import { PmsBatch } from '../src/cuda/pms-batch.ts';
import { writeNoiseProject } from '../test/helpers/noise-project.ts';
import { copyDurably } from './durable-copy.ts';
import { interleave } from './interleave.ts';
import { runPms } from './job-run.ts';
import { median, withFolder, type BenchGroup, type BenchRow, type BenchScale } from './table.ts';

/** Exit code of a run that neither passed nor failed: there was nothing to run on. */
const NOTHING_TO_RUN_ON = 77;
const SHAPE = { box: 256, halfWidthPx: 32, pointsStep: 0.001 };
/** A curve through the middle, in boxes. */
const CURVE = [0.4, 0.01, 0.45, 0.52, 0.44, 0.42, 0.48, 0.93];
const PARTICLES: Record<BenchScale, number> = { full: 512, quick: 512, smallest: 1 };
const ROUNDS: Record<BenchScale, number> = { full: 20, quick: 5, smallest: 1 };
/** Stacks of 1000 images of box 256: 20 GB in all at full scale. */
const STACKS: Record<BenchScale, { stacks: number; images: number }> = {
  full: { stacks: 76, images: 1000 },
  quick: { stacks: 8, images: 1000 },
  smallest: { stacks: 1, images: 2 },
};
const JOB_ROUNDS: Record<BenchScale, number> = { full: 3, quick: 3, smallest: 1 };
const PROCS = [1, 4];

/** The kernels and the job on this machine's first GPU. */
export const gpu: BenchGroup = {
  name: 'gpu',
  run: async (scale) => {
    try {
      const driver = await CudaDriver.load();
      const device = CudaDevice.open(driver, 0);
      console.error(`measuring on ${device.label}...`);
      const rows = [kernels(device, scale), pipeline(device, scale)];
      device.close();
      return [...rows, ...(await withFolder((folder) => wholeJob(folder, scale)))];
    } catch (error) {
      if (!(error instanceof CudaError)) throw error;
      console.error(`no CUDA device: nothing measured (${messageOf(error)})`);
      process.exitCode = NOTHING_TO_RUN_ON;
      return [];
    }
  },
};

function filledBatch(device: CudaDevice, capacity: number): PmsBatch {
  const batch = new PmsBatch(device, { ...SHAPE, capacity });
  const random = new Random(1);
  for (let pixel = 0; pixel < batch.images.length; pixel++) batch.images[pixel] = random.uniform() - 0.5;
  return batch;
}

const curvesFor = (count: number) =>
  Array.from({ length: count }, () => Float64Array.from(CURVE, (value) => value * SHAPE.box));

function kernels(device: CudaDevice, scale: BenchScale): BenchRow {
  const count = PARTICLES[scale];
  const batch = filledBatch(device, count);
  batch.start(curvesFor(count));
  batch.wait();
  const times = Array.from({ length: ROUNDS[scale] }, () => {
    const startMs = performance.now();
    batch.compute(count);
    batch.wait();
    return performance.now() - startMs;
  });
  batch.close();
  const value = (1000 * median(times)) / count;
  return {
    name: `PMS kernels, box 256, ${count} at a time`,
    value,
    unit: 'us/particle',
    target: { atMost: 30 },
    parts: null,
  };
}

/** Three batches in turn: uploads, kernels and downloads overlap. */
function pipeline(device: CudaDevice, scale: BenchScale): BenchRow {
  const count = PARTICLES[scale];
  const batches = [0, 1, 2].map(() => filledBatch(device, count));
  const curves = curvesFor(count);
  const runs = 3 * ROUNDS[scale];
  const startMs = performance.now();
  for (let run = 0; run < runs; run++) {
    const batch = batches[run % 3]!;
    batch.wait();
    batch.start(curves);
  }
  for (const batch of batches) batch.wait();
  const value = (1000 * (performance.now() - startMs)) / (runs * count);
  for (const batch of batches) batch.close();
  return { name: `PMS with copies, three batches in turn`, value, unit: 'us/particle', target: null, parts: null };
}

async function wholeJob(folder: string, scale: BenchScale): Promise<BenchRow[]> {
  const size = STACKS[scale];
  writeNoiseProject(folder, { ...size, box: SHAPE.box, pixelSizeA: 1.08 });
  const job = (procs: number) => () => runPms(folder, procs, '--force', '--device', 'cuda', '--batch_size', '64');
  const runs = await interleave(JOB_ROUNDS[scale], {
    copy: () => ({ seconds: copyDurably(join(folder, 'project/J220/extract')), insideS: 0 }),
    ...Object.fromEntries(PROCS.map((procs) => [`procs ${procs}`, job(procs)])),
  });
  const all = runs as unknown as Record<string, { seconds: number; insideS: number }[]>;
  const copyS = median(all.copy!.map(({ seconds }) => seconds));
  return PROCS.map((procs): BenchRow => {
    const insideS = median(all[`procs ${procs}`]!.map((run) => run.insideS));
    return {
      name: `PMS, ${size.stacks} stacks of ${size.images} x 256^2, procs ${procs}, first read to last rename`,
      value: insideS / copyS,
      unit: 'x',
      target: { atMost: 1.2 },
      parts: [
        { name: 'inside', value: insideS, unit: 's' },
        { name: 'durable copy', value: copyS, unit: 's' },
      ],
    };
  });
}
