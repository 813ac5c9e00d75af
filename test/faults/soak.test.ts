import { expect, it } from 'vitest';
import { runProgram } from '../helpers/program.ts';

/** The tightest of all; `npm run soak -- --seeds 200` aims at every point in turn. */
const POINTS = ['spawned', 'end-judged', 'image-published', 'curves-written'] as const;

it('a short soak: killed at fault points and at random moments, resumed, nothing lost', async () => {
  const { code, stdout, stderr } = await runProgram(['soak', '--seeds', '4', '--points', POINTS.join(',')]);
  expect(stderr).toBe('');
  for (const point of POINTS) expect(stdout).toContain(`1  ${point}\n`);
  expect(stdout).toContain('invariants violated in 0');
  expect(code).toBe(0);
}, 300_000);
