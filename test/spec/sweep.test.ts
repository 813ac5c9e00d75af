import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/base/json.ts';
import { InputError } from '../../src/base/errors.ts';
import { rangeValues } from '../../src/spec/sweep-values.ts';
import { sweepSpec, type SweepAxis } from '../../src/spec/sweep.ts';
import { analyzeJob, mmsJob, parsed, planOf, pmsArgsWithoutPoints, pmsJob, specOf } from '../helpers/specs.ts';

const steps: SweepAxis = { param: 'points_step', values: ['0.001', '0.002'] };
const sweep = (spec: Json, job: string, ...axes: SweepAxis[]) => parsed(sweepSpec(spec, 'spec.json', job, axes)).jobs;
const idsOf = (jobs: { job_id: string }[]) => jobs.map((job) => job.job_id);

describe('sweepSpec', () => {
  it("names jobs and output roots after the parameter's last word and the value as typed", () => {
    const jobs = sweep(specOf(pmsJob('pms')), 'pms', steps);
    expect(jobs).toMatchObject([
      { job_id: 'pms_step_0.001', output_root: '/runs/pms_step_0.001', args: { points_step: 0.001 } },
      { job_id: 'pms_step_0.002', output_root: '/runs/pms_step_0.002', args: { points_step: 0.002 } },
    ]);
  });

  it('spells the value as it was typed', () => {
    const values = ['1e-3', '0.0020'];
    expect(idsOf(sweep(specOf(pmsJob('p')), 'p', { param: 'points_step', values }))).toEqual([
      'p_step_1e-3',
      'p_step_0.0020',
    ]);
  });

  it('makes ids unique where they are taken', () => {
    const jobs = sweep(specOf(pmsJob('pms'), pmsJob('pms_step_0.001')), 'pms', steps);
    expect(idsOf(jobs)).toEqual(['pms_step_0.001_2', 'pms_step_0.002', 'pms_step_0.001']);
    expect(jobs[0]?.output_root).toBe('/runs/pms_step_0.001_2');
  });

  it('makes a grid of two parameters', () => {
    const jobs = sweep(specOf(pmsJob('p')), 'p', steps, { param: 'physical_membrane_dist', values: ['35', '40'] });
    expect(idsOf(jobs)).toEqual([
      'p_step_0.001_dist_35',
      'p_step_0.001_dist_40',
      'p_step_0.002_dist_35',
      'p_step_0.002_dist_40',
    ]);
  });

  it('sweeps MMS jobs along, one for every PMS job', () => {
    const jobs = sweep(specOf(pmsJob('p'), mmsJob('m', { depends_on: ['p'] })), 'p', steps);
    expect(jobs.slice(2)).toMatchObject([
      { job_id: 'm_step_0.001', depends_on: ['p_step_0.001'], output_root: '/runs/m_step_0.001' },
      { job_id: 'm_step_0.002', depends_on: ['p_step_0.002'], output_root: '/runs/m_step_0.002' },
    ]);
  });

  it('also one whose PMS job would be inferred', () => {
    const spec = sweepSpec(specOf(pmsJob('p'), mmsJob('m')), 'spec.json', 'p', [steps]);
    const { jobs } = planOf(spec);
    expect(jobs.slice(2).map((job) => job.args.particle_output_root)).toEqual([
      '/runs/p_step_0.001',
      '/runs/p_step_0.002',
    ]);
  });

  it('follows the results from analysis to PMS to MMS', () => {
    const args = pmsArgsWithoutPoints;
    const spec = specOf(
      analyzeJob('fit'),
      pmsJob('p', { args, depends_on: ['fit'] }),
      mmsJob('m', { depends_on: ['p'] }),
    );
    const swept = sweepSpec(spec, 'spec.json', 'fit', [{ param: 'degree', values: ['3', '5'] }]);
    const { jobs } = planOf(swept);
    expect(idsOf(jobs)).toEqual([
      'fit_degree_3',
      'fit_degree_5',
      'p_degree_3',
      'p_degree_5',
      'm_degree_3',
      'm_degree_5',
    ]);
    expect(jobs[3]?.args.control_points).toBe('/runs/fit_degree_5/control_points.json');
    expect(jobs[5]?.args.particle_output_root).toBe('/runs/p_degree_5');
  });

  it('lets other dependents wait for every variant', () => {
    const jobs = sweep(specOf(pmsJob('p'), analyzeJob('later', { depends_on: ['p'] })), 'p', steps);
    expect(jobs[2]).toMatchObject({ job_id: 'later', depends_on: ['p_step_0.001', 'p_step_0.002'] });
  });

  it('keeps keys that are not ours, and the place of default ids', () => {
    const anonymous = pmsJob('x', { job_id: null });
    const spec = { ...specOf(pmsJob('p', { 'x-a': 1 }), anonymous), 'x-lab': 'b' };
    const swept = sweepSpec(spec, 'spec.json', 'p', [steps]) as { 'x-lab': string; jobs: { [key: string]: Json }[] };
    expect(swept['x-lab']).toBe('b');
    expect(swept.jobs.map((job) => [job.job_id, job['x-a']])).toEqual([
      ['p_step_0.001', 1],
      ['p_step_0.002', 1],
      ['job_001', undefined],
    ]);
  });

  it.each([
    ['pmz', steps, '--job: no job has the id "pmz" (did you mean "pms"?)'],
    [
      'pms',
      { param: 'point_step', values: ['1'] },
      '--param: bezierfit_particle_pms has no parameter "point_step" (did you mean "points_step"?)',
    ],
    ['pms', { param: 'points_step', values: ['2'] }, 'points_step: expected a number above 0 and at most 1, got 2'],
    ['pms', { param: 'points_step', values: ['0.1', '0.10'] }, 'points_step: the value 0.10 is listed twice'],
  ])('refuses what makes no sense: %s %o', (job, axis, message) => {
    expect(() => sweepSpec(specOf(pmsJob('pms')), 'spec.json', job, [axis])).toThrow(
      new InputError([toProblem(message)]),
    );
  });
});

function toProblem(text: string) {
  const at = text.indexOf(': ');
  return { where: text.slice(0, at), message: text.slice(at + 2) };
}

describe('rangeValues', () => {
  it.each([
    ['0.1:0.3:0.1', ['0.1', '0.2', '0.3']],
    ['0.001:0.005:0.002', ['0.001', '0.003', '0.005']],
    ['1:2:0.5', ['1', '1.5', '2']],
    ['35:20:-5', ['35', '30', '25', '20']],
    ['1e-4:3e-4:1e-4', ['0.0001', '0.0002', '0.0003']],
    ['1e1:3e1:1e1', ['10', '20', '30']],
    ['0:1:0.4', ['0', '0.4', '0.8']],
    ['-0.5:0.5:.5', ['-0.5', '0', '0.5']],
    ['5:5:1', ['5']],
  ])('%s', (range, values) => {
    expect(rangeValues(range)).toEqual(values);
  });

  it.each(['1:2', '1:2:0', '1:2:-1', 'a:b:c', '0:1:1e-9', '::', '1:2:3:4'])('refuses %s', (range) => {
    expect(() => rangeValues(range)).toThrow(InputError);
  });
});
