// Compiles kernels/cuda to src/cuda/kernels-ptx.ts, which is committed; `--check` compares instead. Needs Debian's clang-14
// (BEZIERFIT_CLANG names another): its PTX loads on drivers of many years.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';

const TARGET = 'src/cuda/kernels-ptx.ts';
const SOURCE = 'kernels/cuda';
const OPTIONS = [
  ...['-x', 'cuda', '--cuda-device-only', '--cuda-gpu-arch=sm_50', '-nocudainc', '-nocudalib'],
  ...['-Xclang', '-target-feature', '-Xclang', '+ptx60', '-Wno-unknown-cuda-version'],
  ...['-O3', '-fno-unroll-loops', '-ffp-contract=off', '-S', '-o', '-', `${SOURCE}/kernels.c`],
];

const ptx = execFileSync(process.env.BEZIERFIT_CLANG ?? 'clang-14', OPTIONS, { encoding: 'utf8' });
if (/[`\\]|\$\{/.test(ptx)) throw new Error('the PTX text needs quoting');
const text = `// Made by scripts/build-ptx.mjs from ${SOURCE}; not to be edited.
/** SHA-256 of the sources. */
export const KERNELS_SOURCE_HASH = '${sourceHash()}';
export const KERNELS_PTX = \`${ptx.trim()}
\`;
`;
if (!process.argv.includes('--check')) writeFileSync(TARGET, text);
else if (readFileSync(TARGET, 'utf8') !== text) {
  console.error(`${TARGET} is not what ${SOURCE} gives: run node scripts/build-ptx.mjs`);
  process.exitCode = 1;
}

function sourceHash() {
  const hash = createHash('sha256');
  for (const name of readdirSync(SOURCE).sort()) hash.update(`${name}\n`).update(readFileSync(`${SOURCE}/${name}`));
  return hash.digest('hex');
}
