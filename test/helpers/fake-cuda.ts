import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe } from 'vitest';

const SOURCE = resolve(import.meta.dirname, '../fixtures/cuda');
const KERNELS = resolve(import.meta.dirname, '../../kernels/cuda');
/** gcc 12's vectoriser leaves out the rounding of (double)(float)x. */
const ROUNDING = ['-ffp-contract=off', '-fno-tree-vectorize', '-fno-math-errno'];
const OPTIONS = ['-fPIC', '-O2', ...ROUNDING, '-U_FORTIFY_SOURCE', '-pthread', '-Wall', '-Wextra', '-Werror'];

/** null: the fake driver can be built here; otherwise why a test that needs it is skipped. */
export function whyNoFakeCuda(): string | null {
  if (process.platform !== 'linux') return 'the fake CUDA driver needs Linux';
  return spawnSync('gcc', ['--version']).status === 0 ? null : 'the fake CUDA driver needs gcc';
}

/** A `describe` for tests that need the fake driver; where it cannot be built they are skipped, and say why. */
export function describeWithFakeCuda(name: string, body: () => void): void {
  const whyNot = whyNoFakeCuda();
  if (whyNot === null) describe(name, body);
  else describe.skip(`${name} (skipped: ${whyNot})`, body);
}

export interface FakeCudaOptions {
  /**
   * `checked`: every access of a kernel is, for races, ends, and values that nobody wrote (some ten times slower);
   * `old`: a driver from before CUDA 11.
   */
  variant?: 'plain' | 'checked' | 'old';
}

/** Path of a libcuda.so.1 that needs no GPU (docs/gpu.md); built once for each state of its sources. */
export function fakeCudaLibrary({ variant = defaultVariant() }: FakeCudaOptions = {}): string {
  const options = [...OPTIONS, `-D${variant.toUpperCase()}`];
  const hash = createHash('sha256').update(options.join(' '));
  for (const folder of [SOURCE, KERNELS]) {
    for (const name of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, name)));
  }
  const folder = join(tmpdir(), `bezierfit-fake-cuda-${hash.digest('hex').slice(0, 16)}`);
  const path = join(folder, 'libcuda.so.1');
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const made = `${path}.${process.pid}`;
  const kernels = `${made}.o`;
  // Each access becomes a call of what checks.c has.
  runGcc([
    ...options,
    ...(variant === 'checked' ? ['-fsanitize=thread'] : []),
    '-c',
    join(SOURCE, 'kernels.c'),
    '-o',
    kernels,
  ]);
  const units = readdirSync(SOURCE).filter((name) => name.endsWith('.c') && name !== 'kernels.c');
  runGcc([...options, '-shared', kernels, ...units.map((unit) => join(SOURCE, unit)), '-o', made]);
  rmSync(kernels);
  renameSync(made, path);
  return path;
}

function defaultVariant(): 'plain' | 'checked' {
  return process.env.FAKE_CUDA_CHECKED === '1' ? 'checked' : 'plain';
}

function runGcc(args: string[]): void {
  const gcc = spawnSync('gcc', args, { encoding: 'utf8' });
  if (gcc.status !== 0) throw new Error(`gcc cannot build the fake CUDA driver:\n${gcc.stderr}`);
}
