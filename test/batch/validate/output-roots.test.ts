import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { outputRootProblems } from '../../../src/batch/validate/output-roots.ts';
import { planOf, pmsJob, specOf } from '../../helpers/specs.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

const problemsOf = (outputRoot: string) =>
  outputRootProblems(planOf(specOf(pmsJob('a', { output_root: outputRoot }))).jobs, 'spec.json');

it('a folder that can be made is fine, and is not made', () => {
  const folder = temporaryFolder();
  expect(problemsOf(join(folder, 'new/root'))).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

it('a file in the way is named', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  expect(problemsOf(join(file, 'root'))).toEqual([
    { where: 'spec.json: jobs[0] (a).output_root', message: `${file} is a file, expected a folder` },
  ]);
});

it.skipIf(!existsSync('/proc/self'))('a place where the system makes no folders is refused', () => {
  expect(problemsOf('/proc/no/root')[0]?.message).toMatch(/^cannot write to \/proc: .*Choose another folder/);
});
