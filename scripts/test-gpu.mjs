// `npm run test:gpu`: the contract suite and the golden jobs on this machine's first GPU. The program must be built.
// Exit code 77, neither passed nor failed: there is none.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const NOTHING_TO_RUN_ON = 77;
const TESTS = ['test/contract', 'test/cuda/curve-samples.test.ts', 'test/jobs/gpu/golden.test.ts'];
const program = join(process.env.BEZIERFIT_DIST ?? 'dist', 'main.js');

if (!existsSync(program)) fail(`${program} is missing: npm run build makes it`);
const { findings } = findingsOf(spawnSync(process.execPath, [program, 'doctor', '--json'], { encoding: 'utf8' }));
const gpu = findings.find(({ what }) => what.startsWith('gpu '));
if (!gpu) {
  const why = findings.find(({ what, verdict }) => (what === 'driver' || what === 'koffi') && verdict !== 'ok');
  console.log(`no CUDA device: skipped (${why?.text ?? 'the driver shows none'})`);
  process.exit(NOTHING_TO_RUN_ON);
}
console.log(`running on ${gpu.text}`);
if (!existsSync('../shared/data/golden')) console.log('no golden data here: those tests are skipped');
// Not through npx: a machine with a GPU may have neither npm nor a network.
const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...TESTS, ...process.argv.slice(2)];
const run = spawnSync(process.execPath, vitest, { stdio: 'inherit', env: { ...process.env, BEZIERFIT_TEST_GPU: '1' } });
process.exit(run.status ?? 1);

function findingsOf({ stdout, stderr }) {
  try {
    return JSON.parse(stdout);
  } catch {
    return fail(`the doctor gave no answer: ${stderr || stdout}`);
  }
}

function fail(words) {
  console.error(words);
  process.exit(1);
}
