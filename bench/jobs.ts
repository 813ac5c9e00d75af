import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fsyncFolder } from '../src/base/atomic-file.ts';
import { writeMmsProject, type MmsProjectSize } from '../test/helpers/mms-project.ts';
import { writeNoiseProject } from '../test/helpers/noise-project.ts';
import { copyDurably, readThrough } from './durable-copy.ts';
import { interleave } from './interleave.ts';
import { resumePms, runMms, runPms, type JobFigures } from './job-run.ts';
import type { ProcessFigures } from './measured-process.ts';
import { median, withFolder, type BenchGroup, type BenchRow, type BenchScale, type Target } from './table.ts';

const ROUNDS: Record<BenchScale, number> = { full: 7, quick: 3, smallest: 1 };
const IMAGES: Record<BenchScale, number> = { full: 500, quick: 500, smallest: 8 };
/** A longer stack: memory must not grow with it. */
const TIMES_LONGER: Record<BenchScale, number> = { full: 10, quick: 3, smallest: 2 };
const STACKS: Record<BenchScale, number> = { full: 2000, quick: 2000, smallest: 4 };
const MICROGRAPH = { columns: 4096, rows: 4096, particles: 200, box: 256 };
const SMALLEST_MICROGRAPH = { columns: 256, rows: 256, particles: 3, box: 64 };
/** Of the largest detectors. */
const LARGEST_MICROGRAPH = { columns: 11520, rows: 8184, particles: 600, box: 256 };
const MICROGRAPHS: Record<BenchScale, number> = { full: 10, quick: 10, smallest: 2 };

/** `pms` and `mms` as a person starts them, against a durable copy of what they read; two workers. */
export const jobs: BenchGroup = {
  name: 'jobs',
  run: async (scale) => [
    ...(await withFolder((folder) => oneStack(folder, scale))),
    await withFolder((folder) => longStack(folder, scale)),
    await withFolder((folder) => firstParticle(folder, scale)),
    ...(await withFolder((folder) => smallStacks(folder, scale))),
    ...(await withFolder((folder) => oneMicrograph(folder, scale))),
    await withFolder((folder) => manyMicrographs(folder, scale)),
    await withFolder((folder) => largestMicrograph(folder, scale)),
  ],
};

const sizeOf256 = (images: number) => ({ stacks: 1, images, box: 256, pixelSizeA: 1.08 });
const extractOf = (folder: string) => join(folder, 'project/J220/extract');

/** A row whose ratio is that of two times. */
function row(name: string, value: number, unit: string, target: Target | null, ...times: [string, number][]): BenchRow {
  const [first, second] = times.map(([words, seconds]) => ({ name: words, value: seconds, unit: 's' }));
  return { name, value, unit, target, parts: first && second ? [first, second] : null };
}

const peakOf = (runs: readonly ProcessFigures[]): number => Math.max(...runs.map(({ peakMb }) => peakMb));
const processorOf = (runs: readonly ProcessFigures[]): number => median(runs.map(({ cpuS }) => cpuS));

async function oneStack(folder: string, scale: BenchScale): Promise<BenchRow[]> {
  const images = IMAGES[scale];
  writeNoiseProject(folder, sizeOf256(images));
  const runs = await interleave(ROUNDS[scale], {
    copy: () => copyDurably(extractOf(folder)),
    two: () => runPms(folder, 2, '--force'),
    one: () => runPms(folder, 1, '--force'),
  });
  const copyS = median(runs.copy);
  const jobS = median(runs.two.map(({ seconds }) => seconds));
  const [oneS, twoS] = [runs.one, runs.two].map((list) => median(list.map(({ insideS }) => insideS)));
  const name = `PMS, one stack of ${images} x 256^2, 2 workers`;
  return [
    {
      ...row(
        `${name}, with start-up`,
        images / jobS,
        'particles/s',
        { atLeast: 800 },
        ['job', jobS],
        ['durable copy', copyS],
      ),
      processorS: processorOf(runs.two),
    },
    row(
      `${name}, first read to last rename`,
      twoS / copyS,
      'x',
      { atMost: 3.5 },
      ['inside', twoS],
      ['durable copy', copyS],
    ),
    row(`${name} against 1`, oneS / twoS, 'x', { atLeast: 1.9 }, ['1 worker', oneS], ['2 workers', twoS]),
    row(`${name}, peak memory`, peakOf(runs.two), 'MB', { atMost: 150 }),
  ];
}

function longStack(folder: string, scale: BenchScale): BenchRow {
  const images = TIMES_LONGER[scale] * IMAGES[scale];
  writeNoiseProject(folder, sizeOf256(images));
  const { peakMb } = runPms(folder, 2);
  return row(`PMS, one stack of ${images} x 256^2, peak memory`, peakMb, 'MB', { atMost: 150 });
}

async function firstParticle(folder: string, scale: BenchScale): Promise<BenchRow> {
  writeNoiseProject(folder, sizeOf256(1));
  const { job } = await interleave(ROUNDS[scale], { job: () => runPms(folder, 2, '--force') });
  const firstMs = 1000 * median(job.map(({ firstItemS }) => firstItemS));
  return row('PMS, spawn to the first particle in place', firstMs, 'ms', { atMost: 250 });
}

async function smallStacks(folder: string, scale: BenchScale): Promise<BenchRow[]> {
  const stacks = STACKS[scale];
  writeNoiseProject(folder, { stacks, images: 10, box: 128, pixelSizeA: 2.67 });
  const runs = await interleave(Math.ceil(ROUNDS[scale] / 2), {
    copy: () => copyDurably(extractOf(folder)),
    job: () => runPms(folder, 2, '--force'),
    resume: () => resumePms(folder, 2),
  });
  const copyS = median(runs.copy);
  const [jobS, resumeS] = [runs.job, runs.resume].map((list) => median(list.map(({ seconds }) => seconds)));
  const name = `PMS, ${stacks} stacks of 10 x 128^2`;
  return [
    {
      ...row(name, (10 * stacks) / jobS, 'particles/s', { atLeast: 1200 }, ['job', jobS], ['durable copy', copyS]),
      processorS: processorOf(runs.job),
    },
    {
      ...row(`${name}, again: all up to date`, resumeS, 's', { atMost: 1 }, ['resume', resumeS], ['job', jobS]),
      processorS: processorOf(runs.resume),
    },
  ];
}

async function oneMicrograph(folder: string, scale: BenchScale): Promise<BenchRow[]> {
  const size = scale === 'smallest' ? SMALLEST_MICROGRAPH : MICROGRAPH;
  const { runs, leastS, insideS } = await runsOfMms(folder, { ...size, micrographs: 1 }, ROUNDS[scale], () =>
    runMms(folder, 2, '--force'),
  );
  const micrographMb = (4 * size.columns * size.rows) / (1 << 20);
  const name = `MMS, ${size.columns}^2, ${size.particles} particles of ${size.box}^2, 2 workers`;
  return [
    {
      ...row(
        `${name}, first read to last rename`,
        insideS / leastS,
        'x',
        { atMost: 2 },
        ['inside', insideS],
        ['durable copy + reading the stack', leastS],
      ),
      processorS: processorOf(runs),
    },
    row(`${name}, memory beyond the micrograph`, peakOf(runs) - micrographMb, 'MB', { atMost: 200 }),
  ];
}

async function manyMicrographs(folder: string, scale: BenchScale): Promise<BenchRow> {
  const size = scale === 'smallest' ? SMALLEST_MICROGRAPH : MICROGRAPH;
  const count = MICROGRAPHS[scale];
  const { runs, leastS, insideS } = await runsOfMms(
    folder,
    { ...size, micrographs: count },
    Math.ceil(ROUNDS[scale] / 2),
    () => intoEmptyFolder(folder),
  );
  const name = `MMS, ${count} micrographs of ${size.columns}^2 with ${size.particles} particles each, 2 workers`;
  const times: [string, number][] = [
    ['inside', insideS],
    ['durable copies + reading the stacks', leastS],
  ];
  return {
    ...row(`${name}, first read to last rename`, insideS / leastS, 'x', null, ...times),
    processorS: processorOf(runs),
  };
}

/** As a first run does: nothing is replaced, as by the copies. */
function intoEmptyFolder(folder: string): JobFigures {
  rmSync(join(folder, 'mms'), { recursive: true, force: true });
  fsyncFolder(folder);
  return runMms(folder, 2);
}

function largestMicrograph(folder: string, scale: BenchScale): BenchRow {
  const size = scale === 'smallest' ? SMALLEST_MICROGRAPH : LARGEST_MICROGRAPH;
  writeMmsProject(folder, { ...size, micrographs: 1 });
  runPms(folder, 2);
  const { peakMb } = runMms(folder, 2);
  const name = `MMS, ${size.columns} x ${size.rows}, ${size.particles} particles, 2 workers, peak memory`;
  return row(name, peakMb, 'MB', { atMost: 200 });
}

/** `mms` on a project, and the least that it could cost: durable copies of the micrographs, and reading the stacks. */
async function runsOfMms(folder: string, size: MmsProjectSize, rounds: number, mms: () => JobFigures) {
  writeMmsProject(folder, size);
  runPms(folder, 2);
  const micrographsFolder = join(folder, 'project/J218');
  const { least, job } = await interleave(rounds, {
    least: () => copyDurably(micrographsFolder) + readThrough(extractOf(folder)),
    job: mms,
  });
  return { runs: job, leastS: median(least), insideS: median(job.map((figures) => figures.insideS)) };
}
