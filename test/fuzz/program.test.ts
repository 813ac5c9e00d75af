import { expect, it } from 'vitest';
import { PROGRAM } from '../helpers/program.ts';
import type { ProgramReport } from './program-child.ts';
import { bundle, fuzzFolder, removeFolder, watchOver } from './supervise.ts';

/** Runs of the program; more with BEZIERFIT_FUZZ=5000, others with BEZIERFIT_FUZZ_FIRST=1000. */
const RUNS = Number(process.env.BEZIERFIT_FUZZ ?? 300);
const FIRST = Number(process.env.BEZIERFIT_FUZZ_FIRST ?? 0);

it('the whole program answers every damaged file: a clear error or a right result', async () => {
  const folder = fuzzFolder();
  const script = await bundle('program-child', folder);
  const { report, trouble } = await watchOver<ProgramReport>(
    [script, PROGRAM, String(FIRST), String(RUNS), folder],
    folder,
  );
  expect(trouble).toBe('');
  expect(report?.failures).toEqual([]);
  const runs = Object.entries(report?.runs ?? {});
  expect(runs.reduce((sum, [, times]) => sum + times, 0)).toBe(RUNS);
  for (const command of ['validate', 'inspect', 'status', 'verify', 'pms', 'mms', 'resume']) {
    expect(runs.filter(([what]) => what.startsWith(`${command} `)).length, command).toBeGreaterThan(0);
  }
  removeFolder(folder);
}, 3_600_000);
