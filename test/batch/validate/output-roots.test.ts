import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
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

it('one folder under two names, by a symbolic link, is refused; two folders are not', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'disk'));
  symlinkSync('disk', join(folder, 'link'));
  const roots = ['disk/runs/a', 'link/runs/a', 'link/runs/b'].map((root) => join(folder, root));
  const jobs = roots.map((output_root, i) => pmsJob(`job${i}`, { output_root }));
  expect(outputRootProblems(planOf(specOf(...jobs)).jobs, 'spec.json')).toEqual([
    {
      where: 'spec.json: jobs[1] (job1).output_root',
      message: `${roots[1]} is the same folder as ${roots[0]} of job job0; every job needs its own`,
    },
  ]);
});

it('a symbolic link to nowhere is named', () => {
  const link = join(temporaryFolder(), 'scratch');
  symlinkSync('no/such/disk', link);
  expect(problemsOf(join(link, 'runs'))[0]?.message).toBe(
    `${link} is a symbolic link to a place that does not exist (a disk that is not mounted?)`,
  );
});
