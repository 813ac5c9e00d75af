import { spawnSync } from 'node:child_process';
import { closeSync, copyFileSync, fsyncSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeNoiseProject, type NoiseProjectSize } from '../test/helpers/noise-project.ts';

const ROUNDS = 3;
/** Sizes of issue 3: one usual stack, and thousands of small ones. */
const CASES: (NoiseProjectSize & { name: string; pointsStep: number })[] = [
  { name: 'one stack of 500 x 256^2, D = 32', stacks: 1, images: 500, box: 256, pixelSizeA: 1.08, pointsStep: 0.001 },
  {
    name: '2000 stacks of 10 x 128^2, D = 13',
    stacks: 2000,
    images: 10,
    box: 128,
    pixelSizeA: 2.67,
    pointsStep: 0.001,
  },
];

/** `pms` as a person starts it, start-up included, against a durable copy of its stacks; two workers. */
export async function run(): Promise<void> {
  for (const one of CASES) {
    const folder = mkdtempSync(join(tmpdir(), 'bezierfit-bench-'));
    try {
      writeNoiseProject(folder, one);
      const rounds = Array.from({ length: ROUNDS }, () => ({
        copyS: copyDurably(folder),
        job: runJob(folder, one.pointsStep),
      }));
      const best = rounds.reduce((a, b) => (b.job.seconds < a.job.seconds ? b : a));
      const copyS = Math.min(...rounds.map((round) => round.copyS));
      const particles = one.stacks * one.images;
      const { seconds, cpuS, peakMb } = best.job;
      console.log(
        `${one.name}: ${Math.round(particles / seconds)} particles/s (${seconds.toFixed(2)} s, CPU ${cpuS.toFixed(2)} s), ` +
          `${(seconds / copyS).toFixed(1)} x a durable copy (${copyS.toFixed(2)} s), peak ${Math.round(peakMb)} MB`,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function copyDurably(folder: string): number {
  const source = join(folder, 'project/J220/extract');
  const started = performance.now();
  const target = mkdtempSync(join(folder, 'copy-'));
  for (const name of readdirSync(source)) {
    copyFileSync(join(source, name), join(target, name));
    const fd = openSync(join(target, name), 'r');
    fsyncSync(fd);
    closeSync(fd);
  }
  const seconds = (performance.now() - started) / 1000;
  rmSync(target, { recursive: true });
  return seconds;
}

function runJob(folder: string, pointsStep: number): { seconds: number; cpuS: number; peakMb: number } {
  const job = join(folder, 'project/J220');
  const argv = ['--particle', join(job, 'particles_selected.cs'), '--template', join(job, 'templates_selected.cs')];
  argv.push('--control_points', join(folder, 'control_points.json'), '--points_step', String(pointsStep));
  argv.push('--physical_membrane_dist', '35', '--procs', '2', '--force', '--output_root', join(folder, 'out'));
  const report = `process.on('exit', () => { const { maxRSS, userCPUTime: u, systemCPUTime: s } = process.resourceUsage();
    require('node:fs').writeSync(2, JSON.stringify({ peakMb: maxRSS / 1024, cpuS: (u + s) / 1e6 })); })`;
  const preload = `data:text/javascript,${encodeURIComponent(`import { createRequire } from 'node:module'; const require = createRequire('/'); ${report}`)}`;
  const started = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', preload, join(import.meta.dirname, 'main.js'), 'pms', ...argv],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(stderr);
  const figures = JSON.parse(stderr.slice(stderr.lastIndexOf('{'))) as { peakMb: number; cpuS: number };
  return { seconds, ...figures };
}
