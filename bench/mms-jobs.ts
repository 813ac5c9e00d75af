import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fsyncFolder } from '../src/base/atomic-file.ts';
import { writeMmsProject, type MmsProjectSize } from '../test/helpers/mms-project.ts';
import { copyDurably, readThrough } from './durable-copy.ts';
import { interleave } from './interleave.ts';
import { extractOf, insideOf, runMms, runPms, type JobFigures } from './job-run.ts';
import { peakOf, processorOf } from './measured-process.ts';
import { median, timesRow, withFolder, type BenchRow, type BenchScale } from './table.ts';

const ROUNDS: Record<BenchScale, number> = { full: 7, quick: 3, smallest: 1 };
const MICROGRAPH = { columns: 4096, rows: 4096, particles: 200, box: 256 };
const SMALLEST_MICROGRAPH = { columns: 256, rows: 256, particles: 3, box: 64 };
/** Of the largest detectors. */
const LARGEST_MICROGRAPH = { columns: 11520, rows: 8184, particles: 600, box: 256 };
const MICROGRAPHS: Record<BenchScale, number> = { full: 10, quick: 10, smallest: 2 };

/** `mms` as a person starts it, against the least that it could cost; two workers. */
export async function mmsRows(scale: BenchScale): Promise<BenchRow[]> {
  return [
    ...(await withFolder((folder) => oneMicrograph(folder, scale))),
    await withFolder((folder) => manyMicrographs(folder, scale)),
    await withFolder((folder) => largestMicrograph(folder, scale)),
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
      ...timesRow(
        `${name}, first read to last rename`,
        insideS / leastS,
        'x',
        { atMost: 2 },
        ['inside', insideS],
        ['durable copy + reading the stack', leastS],
      ),
      processorS: processorOf(runs),
    },
    timesRow(`${name}, memory beyond the micrograph`, peakOf(runs) - micrographMb, 'MB', { atMost: 200 }),
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
    ...timesRow(`${name}, first read to last rename`, insideS / leastS, 'x', null, ...times),
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
  return timesRow(name, peakMb, 'MB', { atMost: 200 });
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
  return { runs: job, leastS: median(least), insideS: insideOf(job) };
}
