import { rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../src/base/errors.ts';
import { CudaError } from '../src/cuda/errors.ts';
import { writeNoiseProject } from '../test/helpers/noise-project.ts';
import { copyDurably } from './durable-copy.ts';
import { SHAPE, kernelRows, openFirst } from './gpu-kernels.ts';
import { interleave } from './interleave.ts';
import { runPms } from './job-run.ts';
import { median, tableText, withFolder, type BenchGroup, type BenchRow, type BenchScale } from './table.ts';

/** Exit code of a run that neither passed nor failed: there was nothing to run on. */
const NOTHING_TO_RUN_ON = 77;
/** Stacks of 1000 images of box 256: 20 GB in all at full scale. */
const STACKS: Record<BenchScale, { stacks: number; images: number }> = {
  full: { stacks: 76, images: 1000 },
  quick: { stacks: 8, images: 1000 },
  smallest: { stacks: 1, images: 2 },
};
const JOB_ROUNDS: Record<BenchScale, number> = { full: 3, quick: 3, smallest: 1 };
const PROCS = [1, 4];
/** Input and output, or input and copy, and some to spare. */
const TIMES_ON_DISK = 2.3;

/** The kernels and the job on this machine's first GPU. Each figure is told at once: a run may be cut short. */
export const gpu: BenchGroup = {
  name: 'gpu',
  run: async (scale) => {
    try {
      const { device, rows } = await openFirst();
      console.error(`measuring on ${device.label}...`);
      rows.push(...kernelRows(device, scale));
      device.close();
      console.error(tableText(rows));
      return [...rows, ...(await withFolder((folder) => wholeJob(folder, scale)))];
    } catch (error) {
      if (!(error instanceof CudaError)) throw error;
      console.error(`no CUDA device: nothing measured (${messageOf(error)})`);
      process.exitCode = NOTHING_TO_RUN_ON;
      return [];
    }
  },
};

/** As many stacks as the disk has room for. */
function sizeFor(folder: string, scale: BenchScale): { stacks: number; images: number } {
  const { stacks, images } = STACKS[scale];
  const { bavail, bsize } = statfsSync(folder);
  const stackBytes = 4 * images * SHAPE.box ** 2;
  return { stacks: Math.max(1, Math.min(stacks, Math.floor((bavail * bsize) / TIMES_ON_DISK / stackBytes))), images };
}

interface Times {
  seconds: number;
  insideS: number;
}

async function wholeJob(folder: string, scale: BenchScale): Promise<BenchRow[]> {
  const size = sizeFor(folder, scale);
  console.error(`writing ${size.stacks} stacks of ${size.images} images below ${folder}...`);
  writeNoiseProject(folder, { ...size, box: SHAPE.box, pixelSizeA: 1.08 });
  // Each writes new files, as the copy does.
  const fresh = (name: string, measure: () => Times) => () => {
    rmSync(join(folder, 'out'), { recursive: true, force: true });
    const times = measure();
    console.error(`${name}: ${times.insideS.toFixed(2)} s`);
    return times;
  };
  const copy = (): Times => {
    const seconds = copyDurably(join(folder, 'project/J220/extract'));
    return { seconds, insideS: seconds };
  };
  const job = (procs: number) => () => runPms(folder, procs, '--device', 'cuda', '--batch_size', '64');
  const runs: Record<string, Times[]> = await interleave(JOB_ROUNDS[scale], {
    copy: fresh('durable copy', copy),
    ...Object.fromEntries(PROCS.map((procs) => [`procs ${procs}`, fresh(`procs ${procs}`, job(procs))])),
  });
  const insideOf = (name: string) => median((runs[name] ?? []).map(({ insideS }) => insideS));
  const copyS = insideOf('copy');
  return PROCS.map((procs): BenchRow => {
    const insideS = insideOf(`procs ${procs}`);
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
