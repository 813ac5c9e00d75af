// `npm run test:gpu`: the contract suite and the golden jobs on this machine's first GPU.
// Exit code 77, neither passed nor failed: there is none.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const NOTHING_TO_RUN_ON = 77;
const program = join(process.env.BEZIERFIT_DIST ?? 'dist', 'main.js');

const doctor = spawnSync(process.execPath, [program, 'doctor', '--json'], { encoding: 'utf8' });
const { findings } = JSON.parse(doctor.stdout);
const gpu = findings.find(({ what }) => what.startsWith('gpu '));
if (!gpu) {
  const why = findings.find(({ what, verdict }) => (what === 'driver' || what === 'koffi') && verdict !== 'ok');
  console.log(`no CUDA device: skipped (${why?.text ?? 'the driver shows none'})`);
  process.exit(NOTHING_TO_RUN_ON);
}
console.log(`running on ${gpu.text}`);
const tests = ['test/contract', 'test/jobs/gpu/golden.test.ts'];
const run = spawnSync('npx', ['vitest', 'run', ...tests, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, BEZIERFIT_TEST_GPU: '1' },
});
process.exit(run.status ?? 1);
