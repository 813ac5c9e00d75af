import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { diskNeeds, diskProblems, formatBytes } from '../../../src/batch/validate/disk.ts';
import { planOf, pmsJob, specOf } from '../../helpers/specs.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

it('sums by file system what is not there yet', () => {
  const folder = temporaryFolder();
  const there = join(folder, 'there.mrc');
  writeFileSync(there, 'x'.repeat(100));
  const [job] = planOf(specOf(pmsJob('a', { output_root: join(folder, 'new/output') }))).jobs;
  if (!job) throw new Error('no job');
  const outputs = [
    { path: there, sizeBytes: 100 },
    { path: join(folder, 'new/output/b.mrc'), sizeBytes: 2000 },
  ];
  const report = { job, particles: 1, items: 2, unit: 'stacks' as const, outputs };
  const [need, ...others] = diskNeeds([report, report]);
  expect(others).toEqual([]);
  expect(need).toMatchObject({ folder, needBytes: 4000 });
  expect(need?.freeBytes).toBeGreaterThan(0);
});

it('says when a disk is too small', () => {
  expect(diskProblems([{ folder: '/big', needBytes: 10, freeBytes: 10 }])).toEqual([]);
  expect(diskProblems([{ folder: '/full', needBytes: 2.5e12, freeBytes: 3e9 }])).toEqual([
    { where: '/full', message: 'the outputs need 2.50 TB, but only 3.00 GB are free' },
  ]);
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.00 kB'],
  [1_234_567, '1.23 MB'],
])('formatBytes(%d) = %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
