import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/base/json.ts';
import { mmsJob, parsed, planOf, planProblemsOf, pmsArgs, pmsJob, problemsOf, specOf } from '../helpers/specs.ts';

const withScheduler = (scheduler: Json) => ({ scheduler, jobs: [pmsJob('a')] });

/** Sentences of the tutorial that concern specs; the scheduler's own behaviour is tested in test/batch. */
describe('tutorial 2.1 Job-level parallelism', () => {
  it('"Each job is a complete task (Particle PMS, Micrograph MMS, or Membrane Analysis) with its own parameters and output directory"', () => {
    const kinds = ['bezierfit_particle_pms', 'bezierfit_micrograph_mms', 'bezierfit_mem_analyze'];
    const args = { ...pmsArgs, particle: 'p.cs' };
    const analysis = {
      job_id: 'fit',
      kind: kinds[2] ?? '',
      output_root: 'fit',
      args: { particle: 'p.cs', template: 't.cs' },
    };
    const { jobs } = parsed(specOf(pmsJob('pms', { args }), mmsJob('mms'), analysis));
    expect(jobs.map((job) => job.kind)).toEqual(kinds);
    expect(new Set(jobs.map((job) => job.output_root)).size).toBe(3);
  });
});

describe('tutorial 2.2 GPU scheduling', () => {
  it('"gpus: A list of GPU IDs available to the scheduler (e.g., [0, 1, 2, 3])"', () => {
    expect(parsed(withScheduler({ gpus: [0, 1, 2, 3] })).scheduler.gpus).toEqual([0, 1, 2, 3]);
    expect(problemsOf(withScheduler({ gpus: '0,1' }))).toHaveLength(1);
  });
  it('"max_running_jobs: Maximum number of jobs that can run simultaneously"', () => {
    expect(parsed(withScheduler({ gpus: [0], max_running_jobs: 2 })).scheduler.max_running_jobs).toBe(2);
  });
  it('"fill_first (default)" and "round_robin"', () => {
    expect(parsed(withScheduler({ gpus: [0] })).scheduler.policy).toBe('fill_first');
    expect(parsed(withScheduler({ gpus: [0], policy: 'round_robin' })).scheduler.policy).toBe('round_robin');
  });
});

describe('tutorial 2.3 Output isolation', () => {
  it('"Each job writes to its own isolated directory specified by output_root"', () => {
    expect(problemsOf(specOf(pmsJob('a', { output_root: null })))).toHaveLength(1);
    const shared = specOf(pmsJob('a', { output_root: '/runs/x' }), pmsJob('b', { output_root: '/runs/x' }));
    expect(planProblemsOf(shared)).toHaveLength(1);
  });
});

describe('tutorial 2.4 Input base directory', () => {
  const baseOf = (args: Record<string, Json>, job = pmsJob) =>
    planOf(specOf(job('a', { args }))).jobs[0]?.args.input_base_dir;

  it('"infers the parent directory of that J###/ folder (e.g., /data/project/ if the input is /data/project/J220/particles_selected.cs)"', () => {
    expect(baseOf({ ...pmsArgs, particle: '/data/project/J220/particles_selected.cs' })).toBe('/data/project');
    expect(baseOf({ particle: '/data/project/J220/particles_selected.star' }, mmsJob)).toBe('/data/project');
  });
  it('"You can explicitly set input_base_dir if the auto-inferred value is incorrect"', () => {
    const particle = '/data/project/J220/particles_selected.cs';
    expect(baseOf({ ...pmsArgs, particle, input_base_dir: '/other' })).toBe('/other');
  });
  it('"Job 1: output_root = /runs/pms_step_0.001, Job 2: output_root = /runs/pms_step_0.002"', () => {
    const { jobs } = planOf(specOf(pmsJob('pms_step_0.001'), pmsJob('pms_step_0.002')));
    expect(jobs.map((job) => job.output_root)).toEqual(['/runs/pms_step_0.001', '/runs/pms_step_0.002']);
  });
});
