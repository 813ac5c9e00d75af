import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { statFields } from '../src/base/process-identity.ts';
import { PROGRAM } from './measured-process.ts';
import { median, withFolder, type BenchGroup, type BenchRow, type BenchScale } from './table.ts';
import { interleave } from './interleave.ts';

const SLOTS = 8;
const JOBS: Record<BenchScale, number> = { full: 1000, quick: 300, smallest: 10 };
const ROUNDS: Record<BenchScale, number> = { full: 3, quick: 2, smallest: 1 };
const MANY: Record<BenchScale, number> = { full: 10_000, quick: 10_000, smallest: 40 };
/** So long the scheduler of many jobs is watched. */
const WATCH_S: Record<BenchScale, number> = { full: 30, quick: 10, smallest: 0.5 };
/** Each of the many jobs takes so long and says every so often how far it is. (`-c`: the scheduler asks what it is) */
const NAP =
  '#!/bin/sh\n[ "$1" = -c ] && exit\nfor i in 1 2 3 4 5 6 7 8; do sleep 0.5; echo "{\\"done\\": $i, \\"total\\": 8, \\"rate\\": 2}" > job_progress.json; done\n';
const TICKS_A_SECOND = 100;

/** The scheduler alone: jobs that do nothing, as processes of their own. */
export const batch: BenchGroup = {
  name: 'batch',
  run: async (scale) => [await trivialJobs(scale), ...(await manyJobs(scale))],
};

async function trivialJobs(scale: BenchScale): Promise<BenchRow> {
  return withFolder(async (folder) => {
    const count = JOBS[scale];
    const specPath = writeSpec(folder, count, '#!/bin/sh\nexit 0\n');
    const { scheduled, bare } = await interleave(ROUNDS[scale], {
      scheduled: async () => {
        const started = performance.now();
        await untilEnd(spawn(process.execPath, [PROGRAM, 'batch', '--spec', specPath], { stdio: 'ignore' }));
        return (performance.now() - started) / count;
      },
      bare: () => bareProcesses(join(folder, 'python'), count),
    });
    return {
      name: `${count} jobs that just exit, ${SLOTS} at once: a job beyond the process's own start`,
      value: median(scheduled) - median(bare),
      unit: 'ms',
      target: { atMost: 30 },
      parts: [
        { name: 'a job', value: median(scheduled), unit: 'ms' },
        { name: 'a process alone', value: median(bare), unit: 'ms' },
      ],
    };
  });
}

/** Milliseconds a process, so many at once. */
async function bareProcesses(program: string, count: number): Promise<number> {
  const started = performance.now();
  let left = count;
  const slot = async () => {
    while (left-- > 0) await untilEnd(spawn(program, { stdio: 'ignore', detached: true }));
  };
  await Promise.all(Array.from({ length: SLOTS }, slot));
  return (performance.now() - started) / count;
}

async function manyJobs(scale: BenchScale): Promise<BenchRow[]> {
  return withFolder(async (folder) => {
    const specPath = writeSpec(folder, MANY[scale], NAP);
    const log = join(folder, 'bezierfit_batch.run.out');
    const scheduler = spawn(process.execPath, [PROGRAM, 'batch', '--spec', specPath], { stdio: 'ignore' });
    const ended = untilEnd(scheduler);
    const pid = scheduler.pid ?? 0;
    while (!readIfThere(log).includes('START')) await pause(100);
    await pause(WATCH_S[scale] * 100); // the first saves come with the start
    const before = processorTicks(pid);
    const started = performance.now();
    await pause(WATCH_S[scale] * 1000);
    const watchedS = (performance.now() - started) / 1000;
    const busyS = (processorTicks(pid) - before) / TICKS_A_SECOND;
    const status = Array.from({ length: 5 }, () => commandSeconds([PROGRAM, 'status', folder]));
    const bare = Array.from({ length: 5 }, () => commandSeconds([PROGRAM, '--version']));
    scheduler.kill('SIGTERM');
    await ended;
    const jobs = `${MANY[scale].toLocaleString('en')} jobs`;
    return [
      {
        name: `${jobs}: the scheduler while ${SLOTS} run and tell their progress`,
        value: (100 * busyS) / watchedS,
        unit: '% of a core',
        target: { atMost: 5 },
        parts: [
          { name: 'processor', value: busyS, unit: 's' },
          { name: 'clock', value: watchedS, unit: 's' },
        ],
      },
      {
        name: `${jobs}: bezierfit status`,
        value: median(status),
        unit: 's',
        target: { atMost: 0.3 },
        parts: [
          { name: 'status', value: median(status), unit: 's' },
          { name: '--version', value: median(bare), unit: 's' },
        ],
      },
    ];
  });
}

/** A batch of jobs of the older program's runner, whose interpreter is this script. */
function writeSpec(folder: string, count: number, script: string): string {
  const python = join(folder, 'python');
  writeFileSync(python, script);
  chmodSync(python, 0o755);
  const input = join(folder, 'input');
  writeFileSync(input, '');
  const args = {
    particle: input,
    template: input,
    control_points: input,
    points_step: 0.001,
    physical_membrane_dist: 35,
  };
  const jobs = Array.from({ length: count }, (_, i) => ({
    job_id: `job_${String(i).padStart(5, '0')}`,
    kind: 'bezierfit_particle_pms',
    output_root: join(folder, 'runs', `job_${i}`),
    resources: { gpus: 1 },
    args,
  }));
  const gpus = Array.from({ length: SLOTS }, (_, i) => i);
  const scheduler = { gpus, max_running_jobs: SLOTS, runner: 'memxterminator', python, fail_fast: false };
  const specPath = join(folder, 'batch_spec.json');
  writeFileSync(specPath, JSON.stringify({ scheduler, jobs }));
  return specPath;
}

/** User and system time of a process so far. */
function processorTicks(pid: number): number {
  const fields = statFields(pid);
  return Number(fields[11]) + Number(fields[12]);
}

function commandSeconds(argv: readonly string[]): number {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, argv, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}`);
  return (performance.now() - started) / 1000;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const pause = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms));

const untilEnd = (child: ReturnType<typeof spawn>): Promise<void> =>
  new Promise((resolve, reject) => child.on('exit', () => resolve()).on('error', reject));
