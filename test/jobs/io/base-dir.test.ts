import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findMissingFile, resolveStored } from '../../../src/jobs/io/base-dir.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

it.each([
  ['J1/extract/x.mrc', '/base/J1/extract/x.mrc'],
  ['>J1/imported/x.mrc', '/base/J1/imported/x.mrc'],
  ['/abs/x.mrc', '/abs/x.mrc'],
])('resolves %s', (stored, path) => {
  expect(resolveStored(stored, '/base')).toBe(path);
});

/** A project folder with J1/x.mrc; its path. */
function makeProject(): string {
  const project = join(temporaryFolder(), 'project');
  mkdirSync(join(project, 'J1/deep'), { recursive: true });
  writeFileSync(join(project, 'J1/x.mrc'), '');
  return project;
}

it('finds nothing missing', () => {
  const project = makeProject();
  const inputFile = join(project, 'J1/p.cs');
  expect(findMissingFile({ inputFile, baseDir: project, stored: ['J1/x.mrc', '>J1/x.mrc'] })).toBeNull();
});

it('names input file, base, path, and the folder above that would be right', () => {
  const project = makeProject();
  const inputFile = join(project, 'J1/deep/p.cs');
  const baseDir = join(project, 'J1/deep');
  expect(findMissingFile({ inputFile, baseDir, stored: ['J1/x.mrc'] })).toEqual({
    where: inputFile,
    message:
      `it names "J1/x.mrc", but ${baseDir}/J1/x.mrc does not exist (input_base_dir in use: ${baseDir}). ` +
      `It exists under ${project}: set input_base_dir to "${project}"`,
  });
});

it('also when the base is elsewhere: the folders above the input file are tried', () => {
  const project = makeProject();
  const missing = findMissingFile({ inputFile: join(project, 'J1/p.cs'), baseDir: '/', stored: ['J1/x.mrc'] });
  expect(missing?.message).toContain(`set input_base_dir to "${project}"`);
});

it('knows that the folder is right when other files are there', () => {
  const project = makeProject();
  const missing = findMissingFile({
    inputFile: join(project, 'J1/p.cs'),
    baseDir: project,
    stored: ['J9/a.mrc', 'J1/x.mrc'],
  });
  expect(missing?.message).toContain(
    '. Others of its files are there (1), so the folder is right: put back what is missing',
  );
});

it('counts the others, and says what to do when no folder above fits', () => {
  const project = makeProject();
  const stored = ['J9/a.mrc', 'J9/b.mrc', 'J9/c.mrc'];
  const missing = findMissingFile({ inputFile: join(project, 'J1/p.cs'), baseDir: project, stored });
  expect(missing?.message).toContain(
    '; 2 more of its 3 files are missing too. Set input_base_dir to the folder in which',
  );
});
