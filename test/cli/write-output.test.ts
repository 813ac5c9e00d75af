import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runProgram } from '../helpers/program.ts';
import { pmsJob, specOf } from '../helpers/specs.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

/** A folder with a batch spec. */
function makeFolder(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'spec.json'), JSON.stringify(specOf(pmsJob('pms'))));
  writeFileSync(join(folder, 'notes.txt'), 'hello');
  return folder;
}
const SWEEP = ['sweep', 'spec.json', '--job', 'pms', '--param', 'points_step', '--values', '0.1', '--out'];

it.each([
  [[...SWEEP, 'no/such/folder/new.json'], 'no/such/folder/new.json: cannot be written: its folder does not exist'],
  [[...SWEEP, '.'], '.: cannot be written: it is a folder, expected a file'],
  [['demo', 'spec.json/demo'], 'spec.json/demo: cannot be written: a file is in the way, expected a folder'],
  [['soak', '--folder', 'spec.json/run'], 'spec.json/run: cannot be written: a file is in the way, expected a folder'],
  [[...SWEEP, 'x'.repeat(300)], 'the name is too long'],
  [['watch', 'notes.txt'], 'notes.txt: is a file, expected a run root'],
  [['gui', '--run-root', 'spec.json/run'], 'spec.json/run: cannot be written: a file is in the way, expected a folder'],
])('%j says in words what is in the way', async (argv, words) => {
  const { code, stderr } = await runProgram(argv, { cwd: makeFolder() });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(words) });
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
