import { writeNoiseProject } from '../test/helpers/noise-project.ts';
import { copyDurably } from './durable-copy.ts';
import { interleave } from './interleave.ts';
import { extractOf, insideOf, resumePms, runPms, type JobFigures } from './job-run.ts';
import { peakOf, processorOf } from './measured-process.ts';
import { mmsRows } from './mms-jobs.ts';
import { canConfine, onOneCore } from './one-core.ts';
import { median, timesRow, withFolder, type BenchGroup, type BenchRow, type BenchScale } from './table.ts';

const ROUNDS: Record<BenchScale, number> = { full: 7, quick: 3, smallest: 1 };
const IMAGES: Record<BenchScale, number> = { full: 500, quick: 500, smallest: 8 };
/** A longer stack: memory must not grow with it. */
const TIMES_LONGER: Record<BenchScale, number> = { full: 10, quick: 3, smallest: 2 };
const STACKS: Record<BenchScale, number> = { full: 2000, quick: 2000, smallest: 4 };

/** `pms` and `mms` as a person starts them, against a durable copy of what they read; two workers. */
export const jobs: BenchGroup = {
  name: 'jobs',
  run: async (scale) => [
    ...(await withFolder((folder) => oneStack(folder, scale))),
    await withFolder((folder) => longStack(folder, scale)),
    await withFolder((folder) => firstParticle(folder, scale)),
    ...(await withFolder((folder) => smallStacks(folder, scale))),
    ...(await mmsRows(scale)),
  ],
};

const sizeOf256 = (images: number) => ({ stacks: 1, images, box: 256, pixelSizeA: 1.08 });

async function oneStack(folder: string, scale: BenchScale): Promise<BenchRow[]> {
  const images = IMAGES[scale];
  writeNoiseProject(folder, sizeOf256(images));
  const runs = await interleave(ROUNDS[scale], {
    copy: () => copyDurably(extractOf(folder)),
    two: () => runPms(folder, 2, '--force'),
    one: () => runPms(folder, 1, '--force'),
    ...(canConfine() && { confined: () => onOneCore(() => runPms(folder, 1, '--force')) }),
  });
  const copyS = median(runs.copy);
  const jobS = median(runs.two.map(({ seconds }) => seconds));
  const [oneS, twoS] = [insideOf(runs.one), insideOf(runs.two)];
  const name = `PMS, one stack of ${images} x 256^2, 2 workers`;
  return [
    {
      ...timesRow(
        `${name}, with start-up`,
        images / jobS,
        'particles/s',
        { atLeast: 800 },
        ['job', jobS],
        ['durable copy', copyS],
      ),
      processorS: processorOf(runs.two),
    },
    timesRow(
      `${name}, first read to last rename`,
      twoS / copyS,
      'x',
      { atMost: 3.5 },
      ['inside', twoS],
      ['durable copy', copyS],
    ),
    timesRow(`${name} against 1`, oneS / twoS, 'x', { atLeast: 1.9 }, ['1 worker', oneS], ['2 workers', twoS]),
    ...(runs.confined ? [againstOneCore(name, twoS, runs.confined)] : []),
    timesRow(`${name}, peak memory`, peakOf(runs.two), 'MB', { atMost: 150 }),
  ];
}

/** What the second core does for one worker, too, does not count here: only what two of each lose. */
function againstOneCore(name: string, twoS: number, confined: readonly JobFigures[]): BenchRow {
  const oneS = insideOf(confined);
  const times: [string, number][] = [
    ['1 worker', oneS],
    ['2 workers', twoS],
  ];
  return timesRow(`${name} against 1 on one core`, oneS / twoS, 'x', null, ...times);
}

function longStack(folder: string, scale: BenchScale): BenchRow {
  const images = TIMES_LONGER[scale] * IMAGES[scale];
  writeNoiseProject(folder, sizeOf256(images));
  const { peakMb } = runPms(folder, 2);
  return timesRow(`PMS, one stack of ${images} x 256^2, peak memory`, peakMb, 'MB', { atMost: 150 });
}

async function firstParticle(folder: string, scale: BenchScale): Promise<BenchRow> {
  writeNoiseProject(folder, sizeOf256(1));
  const { job } = await interleave(ROUNDS[scale], { job: () => runPms(folder, 2, '--force') });
  const firstMs = 1000 * median(job.map(({ firstItemS }) => firstItemS));
  return timesRow('PMS, spawn to the first particle in place', firstMs, 'ms', { atMost: 250 });
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
      ...timesRow(name, (10 * stacks) / jobS, 'particles/s', { atLeast: 1200 }, ['job', jobS], ['durable copy', copyS]),
      processorS: processorOf(runs.job),
    },
    {
      ...timesRow(`${name}, again: all up to date`, resumeS, 's', { atMost: 1 }, ['resume', resumeS], ['job', jobS]),
      processorS: processorOf(runs.resume),
    },
  ];
}
