import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { BenchRow } from '../../bench/table.ts';
import { DIST } from '../helpers/program.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const bench = (...args: string[]) =>
  spawnSync(process.execPath, [join(DIST, 'bench.js'), ...args], { encoding: 'utf8' });

it('every group measures something at its smallest size', { timeout: 180_000 }, () => {
  const file = join(temporaryFolder(), 'rows.json');
  const { status, stdout, stderr } = bench('--smallest', '--json', file);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { rows: (BenchRow & { group: string })[] };
  const groups = new Set(rows.map(({ group }) => group));
  expect([...groups]).toEqual(['pms-kernel', 'analysis', 'start', 'tables', 'batch', 'gui', 'jobs', 'limits']);
  for (const { name, value, parts } of rows) {
    for (const figure of [value, ...(parts ?? []).map((part) => part.value)])
      expect(figure, name).toSatisfy(Number.isFinite);
    expect(stdout).toContain(name);
  }
});

it('a group that is not there is named, with those that are', () => {
  const { status, stderr } = bench('nonsense');
  expect(status).toBe(2);
  expect(stderr).toMatch(/no benchmark nonsense; there are: pms-kernel, analysis/);
});

it('help names the groups; an option that is not there is named, without a stack trace', () => {
  expect(bench('--help')).toMatchObject({
    status: 0,
    stderr: '',
    stdout: expect.stringMatching(/only these: .*limits/),
  });
  const { status, stdout, stderr } = bench('--fast');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/--fast/);
  expect(stderr).not.toMatch(/^ +at /m);
});
