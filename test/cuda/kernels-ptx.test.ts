import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { KERNELS_PTX, KERNELS_SOURCE_HASH } from '../../src/cuda/kernels-ptx.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SOURCE = join(ROOT, 'kernels/cuda');
const CLANG = process.env.BEZIERFIT_CLANG ?? 'clang-14';
const hasClang = spawnSync(CLANG, ['--version']).status === 0;

it('the committed PTX was made from these sources', () => {
  const hash = createHash('sha256');
  for (const name of readdirSync(SOURCE).sort()) hash.update(`${name}\n`).update(readFileSync(join(SOURCE, name)));
  expect(KERNELS_SOURCE_HASH, 'run node scripts/build-ptx.mjs').toBe(hash.digest('hex'));
});

it.skipIf(!hasClang)('the committed PTX is what the compiler gives (skipped without clang-14)', () => {
  const check = spawnSync(process.execPath, ['scripts/build-ptx.mjs', '--check'], { cwd: ROOT, encoding: 'utf8' });
  expect(check.stderr).toBe('');
  expect(check.status).toBe(0);
});

it('the PTX is for old drivers and cards, and rounds as the processor does', () => {
  expect(KERNELS_PTX).toContain('.version 6.0\n.target sm_50\n');
  // Without `.rn` an assembler may fuse a product and a sum; without a device library there is nothing to call.
  expect(
    KERNELS_PTX.match(/\b(fma|mad)\.[a-z.]*f(32|64)|\b(add|sub|mul)\.f(32|64)|\bcall|\.extern|approx|ftz/g),
  ).toBeNull();
  // The order in which threads come does not matter to atomics of whole numbers.
  const atomics = KERNELS_PTX.match(/\b(atom|red)\.\S+/g) ?? [];
  expect(atomics.length).toBeGreaterThan(0);
  expect(atomics.filter((name) => /\.f(16|32|64)/.test(name))).toEqual([]);
});
