import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/base/json.ts';
import { runProgram } from '../helpers/program.ts';
import { mmsJob, parsed, pmsJob, specOf } from '../helpers/specs.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

function specFile(): string {
  const path = join(temporaryFolder(), 'spec.json');
  writeFileSync(path, JSON.stringify(specOf(pmsJob('pms'), mmsJob('mms'))));
  return path;
}
const idsOf = (text: string) => parsed(parseJson(text)).jobs.map((job) => job.job_id);

describe('bezierfit sweep', () => {
  it('prints the new spec', async () => {
    const { code, stdout } = await runProgram([
      ...['sweep', specFile(), '--job', 'pms', '--param', 'points_step', '--values', '0.001, 0.002'],
    ]);
    expect(code).toBe(0);
    expect(idsOf(stdout)).toEqual(['pms_step_0.001', 'pms_step_0.002', 'mms_step_0.001', 'mms_step_0.002']);
  });

  it('writes it with --out; a range and a grid', async () => {
    const path = specFile();
    const out = `${path}.swept`;
    const grid = [
      '--param',
      'points-step',
      '--range',
      '0.1:0.3:0.1',
      '--param',
      'physical_membrane_dist',
      '--values',
      '35,40',
    ];
    const { code, stdout, stderr } = await runProgram(['sweep', path, '--job', 'pms', ...grid, '--out', out]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toBe(`${out}: 12 jobs (2 before)\n`);
    expect(idsOf(readFileSync(out, 'utf8')).slice(0, 3)).toEqual([
      'pms_step_0.1_dist_35',
      'pms_step_0.1_dist_40',
      'pms_step_0.2_dist_35',
    ]);
  });

  it('never writes over the spec that it reads', async () => {
    const path = specFile();
    const before = readFileSync(path, 'utf8');
    symlinkSync(path, `${path}.link`);
    const flags = ['--job', 'pms', '--param', 'points_step', '--values', '0.1', '--out', `${path}.link`];
    const { code, stderr } = await runProgram(['sweep', path, ...flags]);
    expect(stderr).toBe(`error: ${path}.link: is the spec that is read; give the new one another name\n`);
    expect(code).toBe(2);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it.each([
    [
      ['--job', 'pmz', '--param', 'points_step', '--values', '1'],
      'error: --job: no job has the id "pmz" (did you mean "pms"?)',
    ],
    [
      ['--job', 'pms', '--param', 'points_step'],
      'error: bezierfit sweep: expected --values or --range for each --param, got 0 for 1',
    ],
    [
      ['--job', 'pms', '--param', 'points_step', '--values', '7'],
      'error: points_step: expected a number above 0 and at most 1, got 7',
    ],
  ])('%j: exit code 2 and one message', async (flags, message) => {
    const { code, stderr } = await runProgram(['sweep', specFile(), ...flags]);
    expect(stderr).toBe(`${message}\n`);
    expect(code).toBe(2);
  });
});
