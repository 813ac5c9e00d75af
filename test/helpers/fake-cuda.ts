import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const SOURCE = resolve(import.meta.dirname, '../fixtures/cuda');
const KERNELS = resolve(import.meta.dirname, '../../kernels/cuda');
/** gcc 12's vectoriser leaves out the rounding of (double)(float)x. */
const ROUNDING = ['-ffp-contract=off', '-fno-tree-vectorize', '-fno-math-errno'];
const OPTIONS = [
  '-shared',
  '-fPIC',
  '-O2',
  ...ROUNDING,
  '-U_FORTIFY_SOURCE',
  '-pthread',
  '-Wall',
  '-Wextra',
  '-Werror',
];

/** null: the fake driver can be built here; otherwise why a test that needs it is skipped. */
export function whyNoFakeCuda(): string | null {
  if (process.platform !== 'linux') return 'the fake CUDA driver needs Linux';
  return spawnSync('gcc', ['--version']).status === 0 ? null : 'the fake CUDA driver needs gcc';
}

/** Path of a libcuda.so.1 that needs no GPU (docs/gpu.md); built once for each state of its sources. */
export function fakeCudaLibrary(): string {
  const hash = createHash('sha256').update(OPTIONS.join(' '));
  for (const folder of [SOURCE, KERNELS]) {
    for (const name of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, name)));
  }
  const folder = join(tmpdir(), `bezierfit-fake-cuda-${hash.digest('hex').slice(0, 16)}`);
  const path = join(folder, 'libcuda.so.1');
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const units = readdirSync(SOURCE).filter((name) => name.endsWith('.c'));
  const made = `${path}.${process.pid}`;
  const gcc = spawnSync('gcc', [...OPTIONS, ...units.map((unit) => join(SOURCE, unit)), '-o', made], {
    encoding: 'utf8',
  });
  if (gcc.status !== 0) throw new Error(`gcc cannot build the fake CUDA driver:\n${gcc.stderr}`);
  renameSync(made, path);
  return path;
}
