import { expect, it } from 'vitest';
import { FAULT_PHASES } from '../../src/base/fault-point.ts';
import { runProgram } from '../helpers/program.ts';

/** One of each phase; `npm run soak -- --seeds 200` aims at all in turn. */
const POINTS = [
  'file-before-rename',
  'state-recovered',
  'spawned',
  'end-judged',
  'finish-applied',
  'outputs-announced',
  'image-published',
  'exit-unrecorded',
];

it('a short soak: killed at fault points and at random moments, resumed, nothing lost', async () => {
  const { code, stdout, stderr } = await runProgram(['soak', '--seeds', '8', '--points', POINTS.join(',')]);
  expect(stderr).toBe('');
  for (const phase of Object.keys(FAULT_PHASES)) expect(stdout).toContain(`    1  ${phase}\n`);
  for (const point of POINTS) expect(stdout).toContain(`      1  ${point}\n`);
  expect(stdout).toContain('invariants violated in 0');
  expect(code).toBe(0);
}, 300_000);
