import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statfsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { traceDisk, type DiskStep } from '../test/helpers/disk-trace.ts';
import { writeNoiseProject } from '../test/helpers/noise-project.ts';
import { pmsArgv } from './job-run.ts';
import { PROGRAM, runMeasured } from './measured-process.ts';
import { peakMbOf } from './peak-memory.ts';
import { withFolder, type BenchGroup, type BenchRow, type BenchScale } from './table.ts';

const BOX = 256;
const IMAGE_BYTES = 4 * BOX ** 2;
/** 10 GB. `watched`: particles after which the job is stopped. The first images are noise, the others a hole in the file. */
const LARGEST_STACK: Record<BenchScale, { images: number; noisy: number; watched: number }> = {
  full: { images: 40960, noisy: 500, watched: 8000 },
  quick: { images: 40960, noisy: 100, watched: 2000 },
  smallest: { images: 64, noisy: 8, watched: 16 },
};
const STACKS: Record<BenchScale, number> = { full: 500, quick: 200, smallest: 4 };
/** The job goes on a little until it is told to stop. */
const ROOM_TO_SPARE = 1.3;

/** What a job never exceeds, and never leaves out: no timings, so a busy machine changes nothing. */
export const limits: BenchGroup = {
  name: 'limits',
  run: async (scale) => [
    ...(await withFolder((folder) => largestStack(folder, scale))),
    await withFolder((folder) => flushes(folder, STACKS[scale])),
  ],
};

async function largestStack(folder: string, scale: BenchScale): Promise<BenchRow[]> {
  const { images, noisy, watched } = LARGEST_STACK[scale];
  const size = images * IMAGE_BYTES;
  const stack = size < 2 ** 30 ? `${size / 2 ** 20} MB` : `${size / 2 ** 30} GB`;
  const name = `PMS, one stack of ${stack}, stopped after ${watched} of ${images} particles, 2 workers, peak memory`;
  const { bavail, bsize } = statfsSync(folder);
  const [roomMb, neededMb] = [bavail * bsize, ROOM_TO_SPARE * (watched + noisy) * IMAGE_BYTES].map((x) => x / 2 ** 20);
  if (roomMb < neededMb) {
    console.error(
      `left out: ${name}: needs ${Math.ceil(neededMb)} MB below ${dirname(folder)}, which has ${roomMb | 0}`,
    );
    return [];
  }
  writeNoiseProject(folder, { stacks: 1, images, noisy, box: BOX, pixelSizeA: 1.08 });
  const value = await peakMbUntil(folder, watched);
  return [{ name, value, unit: 'MB', target: { atMost: 150 }, parts: null }];
}

/** Starts `pms` as a scheduler does, and stops it after so many particles: the most memory that it held until then. */
async function peakMbUntil(folder: string, particles: number): Promise<number> {
  const cwd = join(folder, 'out');
  mkdirSync(cwd);
  const env = { ...process.env, BEZIERFIT_ATTEMPT: '1' };
  const job = spawn(process.execPath, [PROGRAM, ...pmsArgv(folder, 2)], { cwd, env, stdio: 'ignore' });
  const ended = once(job, 'exit');
  const { pid = 0 } = job;
  let peakMb = NaN;
  for (; job.exitCode === null && particlesDone(cwd) < particles; await setTimeout(20))
    peakMb = peakMbOf(pid) || peakMb;
  if (particlesDone(cwd) < particles) throw new Error(`pms ended with ${job.exitCode}`);
  peakMb = peakMbOf(pid) || peakMb;
  job.kill('SIGTERM');
  await ended;
  return peakMb;
}

function particlesDone(cwd: string): number {
  const file = join(cwd, 'job_progress.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { done: number }).done : 0;
}

/** Counts the calls themselves, in all threads of a job. */
function flushes(folder: string, stacks: number): BenchRow {
  writeNoiseProject(folder, { stacks, images: 2, box: 64 });
  const trace = traceDisk(folder);
  runMeasured(pmsArgv(folder, 2), PROGRAM, trace.env);
  const steps = trace.steps();
  const outputs = 2 * stacks;
  return {
    name: `PMS, ${stacks} stacks and their sidecars: flushed before they are put in place, their folder after`,
    value: steps.filter((step) => step.step === 'rename' && isDurable(step, steps)).length,
    unit: 'files',
    target: { atLeast: outputs },
    parts: [
      { name: 'flushes of files and folders', value: steps.filter(isFlush).length, unit: 'calls' },
      { name: 'put in place', value: steps.filter(({ step }) => step === 'rename').length, unit: 'files' },
    ],
  };
}

const isFlush = ({ step }: DiskStep): boolean => step === 'fsync' || step === 'fdatasync';

function isDurable(rename: DiskStep, steps: readonly DiskStep[]): boolean {
  const folder = dirname(rename.path);
  const temporary = join(folder, `.${basename(rename.path)}.`);
  const ofFile = ({ path, endMs }: DiskStep) =>
    path.startsWith(temporary) && path.endsWith('.tmp') && endMs <= rename.beginMs;
  const ofFolder = ({ path, beginMs }: DiskStep) => path === folder && beginMs >= rename.endMs;
  return steps.some((step) => isFlush(step) && ofFile(step)) && steps.some((step) => isFlush(step) && ofFolder(step));
}
