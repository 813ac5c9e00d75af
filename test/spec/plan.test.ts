import { describe, expect, it } from 'vitest';
import { pythonOf } from '../../src/spec/plan.ts';
import {
  analyzeJob,
  mmsJob,
  parsed,
  planContext,
  planOf,
  planProblemsOf,
  pmsArgs,
  pmsArgsWithoutPoints,
  pmsJob,
  specOf,
} from '../helpers/specs.ts';

const star = '/data/particles_selected.star';
const noPoints = pmsArgsWithoutPoints;

describe('paths of a plan', () => {
  it("are absolute: ~, $VARS, and relative to the spec's folder", () => {
    const args = { ...pmsArgs, particle: '~/p.cs', template: '$DATA/${SET}/t.cs', control_points: '../cp.json' };
    const env = { DATA: '/big', SET: 'one' };
    const [job] = planOf(specOf(pmsJob('a', { output_root: 'runs/a', args })), { env }).jobs;
    expect(job?.output_root).toBe('/specs/runs/a');
    expect(job?.args).toMatchObject({
      particle: '/home/ada/p.cs',
      template: '/big/one/t.cs',
      control_points: '/cp.json',
    });
  });

  it('expand each of several joined particle files', () => {
    const args = { ...pmsArgs, particle: 'a.cs, ~/b.cs' };
    expect(planOf(specOf(pmsJob('a', { args }))).jobs[0]?.args.particle).toBe('/specs/a.cs,/home/ada/b.cs');
  });

  it("refuse another user's home", () => {
    const args = { ...pmsArgs, particle: '~bob/p.cs' };
    expect(planProblemsOf(specOf(pmsJob('a', { args })))).toEqual([
      'spec.json: jobs[0] (a).args.particle: ~bob is not understood, only ~ for your own home; write the path in full',
    ]);
  });

  it('name a variable that is not set', () => {
    const args = { ...pmsArgs, particle: '$NOWHERE/p.cs' };
    expect(planProblemsOf(specOf(pmsJob('a', { args })))).toEqual([
      'spec.json: jobs[0] (a).args.particle: the environment variable $NOWHERE is not set',
    ]);
  });

  it("put an analysis' output into its output root, by default as control_points.json", () => {
    const args = { particle: 'p.cs', template: 't.cs', output: 'curves/cp.json' };
    const { jobs } = planOf(specOf(analyzeJob('a'), analyzeJob('b', { args })));
    expect(jobs.map((job) => job.args.output)).toEqual(['/runs/a/control_points.json', '/runs/b/curves/cp.json']);
  });
});

describe('input_base_dir of a plan', () => {
  it.each([
    ['a cryoSPARC job folder: its parent', '/data/project/J220/particles.cs', '/data/project'],
    ['any other folder: itself', '/data/exported/particles.cs', '/data/exported'],
    ['a folder that only looks alike: itself', '/data/J22b/particles.cs', '/data/J22b'],
  ])('%s', (_name, particle, base) => {
    const [job] = planOf(specOf(pmsJob('a', { args: { ...pmsArgs, particle } }))).jobs;
    expect(job?.args.input_base_dir).toBe(base);
  });

  it('is that of the template for an analysis', () => {
    expect(planOf(specOf(analyzeJob('a'))).jobs[0]?.args.input_base_dir).toBe('/data');
  });

  it('is never inferred when given', () => {
    const args = { ...pmsArgs, input_base_dir: '~/project' };
    expect(planOf(specOf(pmsJob('a', { args }))).jobs[0]?.args.input_base_dir).toBe('/home/ada/project');
  });
});

describe('wiring', () => {
  it('MMS reads the stacks of the PMS job it depends on', () => {
    const args = { ...pmsArgs, output_dirname: 'step' };
    const [, mms] = planOf(specOf(pmsJob('a', { args }), mmsJob('m', { depends_on: ['a'] }))).jobs;
    expect(mms?.args).toMatchObject({ particle_output_root: '/runs/a', output_dirname: 'step' });
  });

  it('keeps a given particle_output_root', () => {
    const args = { particle: star, particle_output_root: '/old/run', output_dirname: 'mine' };
    const [, mms] = planOf(specOf(pmsJob('a'), mmsJob('m', { depends_on: ['a'], args }))).jobs;
    expect(mms?.args).toMatchObject({ particle_output_root: '/old/run', output_dirname: 'mine' });
  });

  it('refuses another output_dirname than that of the PMS job', () => {
    const args = { particle: star, output_dirname: 'mine' };
    expect(planProblemsOf(specOf(pmsJob('a'), mmsJob('m', { depends_on: ['a'], args })))).toEqual([
      'spec.json: jobs[1] (m).args.output_dirname: "mine" differs from "subtracted" of the PMS job a, whose stacks it reads; leave it out',
    ]);
  });

  it('refuses several PMS jobs, unless particle_output_root says which', () => {
    const depends_on = ['a', 'b'];
    const [problem] = planProblemsOf(specOf(pmsJob('a'), pmsJob('b'), mmsJob('m', { depends_on })));
    expect(problem).toContain('jobs[2] (m).depends_on: ambiguous: the job depends on several PMS jobs (a, b)');
    const args = { particle: star, particle_output_root: '/runs/b' };
    const { jobs } = planOf(specOf(pmsJob('a'), pmsJob('b'), mmsJob('m', { depends_on, args })));
    expect(jobs[2]?.args.particle_output_root).toBe('/runs/b');
  });

  it('PMS takes the control points of the analysis it depends on, and says so', () => {
    const { jobs, notes } = planOf(specOf(analyzeJob('fit'), pmsJob('a', { depends_on: ['fit'], args: noPoints })));
    expect(jobs[1]?.args.control_points).toBe('/runs/fit/control_points.json');
    expect(notes).toEqual(['job a: control_points from fit: /runs/fit/control_points.json']);
  });

  it('PMS keeps given control points', () => {
    const { jobs } = planOf(specOf(analyzeJob('fit'), pmsJob('a', { depends_on: ['fit'] })));
    expect(jobs[1]?.args.control_points).toBe('/data/control_points.json');
  });

  it('PMS on several analyses must say whose control points', () => {
    const spec = specOf(analyzeJob('f'), analyzeJob('g'), pmsJob('a', { depends_on: ['f', 'g'], args: noPoints }));
    expect(planProblemsOf(spec)[0]).toContain('depends on several analysis jobs (f, g)');
  });
});

describe('an MMS job that names no PMS job', () => {
  it('depends on the only one of the batch, and the log says so', () => {
    const { jobs, notes } = planOf(specOf(mmsJob('m'), pmsJob('a'), pmsJob('off', { enabled: false })));
    expect(jobs[0]).toMatchObject({ depends_on: ['a'], args: { particle_output_root: '/runs/a' } });
    expect(notes).toEqual(['job m depends on a: inferred, it is the only PMS job of this batch']);
  });

  it('is left alone without a PMS job, or with particle_output_root', () => {
    expect(planOf(specOf(mmsJob('m'))).jobs[0]?.depends_on).toEqual([]);
    const args = { particle: star, particle_output_root: '/old' };
    expect(planOf(specOf(pmsJob('a'), mmsJob('m', { args }))).jobs[1]?.depends_on).toEqual([]);
  });

  it('never waits for a job that waits for it', () => {
    expect(planOf(specOf(mmsJob('m'), pmsJob('a', { depends_on: ['m'] }))).jobs[0]?.depends_on).toEqual([]);
  });

  const two = specOf(
    pmsJob('a', { args: { ...pmsArgs, particle: '/data/a.cs' } }),
    pmsJob('b', { args: { ...pmsArgs, particle: '/data/b.cs' } }),
    mmsJob('m'),
  );
  const stacks = (ofA: string[], ofB: string[]) => ({
    starStacks: () => ['/s1', '/s2'],
    particleStacks: (particle: string) => (particle === '/data/a.cs' ? ofA : ofB),
  });

  it('takes the one of several whose stacks contain all of the STAR file', () => {
    const { jobs, notes } = planOf(two, stacks(['/s1'], ['/s0', '/s1', '/s2']));
    expect(jobs[2]?.depends_on).toEqual(['b']);
    expect(notes[0]).toContain('job m depends on b: inferred');
  });

  it('is refused, with their names, when several or none contain them', () => {
    expect(planProblemsOf(two, stacks(['/s1', '/s2'], ['/s1', '/s2']))).toEqual([
      'spec.json: jobs[2] (m).depends_on: the stacks of the STAR file are in several PMS jobs: a, b. Name the one to use in depends_on, or give particle_output_root',
    ]);
    expect(planProblemsOf(two, stacks(['/s1'], ['/s2']))).toEqual([
      'spec.json: jobs[2] (m).depends_on: no PMS job has all particle stacks of the STAR file (PMS jobs: a, b). Name the one to use in depends_on, or give particle_output_root',
    ]);
  });
});

describe('clashing outputs', () => {
  it('one output root for two jobs', () => {
    const spec = specOf(pmsJob('a', { output_root: '/runs/x' }), pmsJob('b', { output_root: '/runs/y/../x/' }));
    expect(planProblemsOf(spec)).toEqual([
      'spec.json: jobs[1] (b).output_root: /runs/x is also written by job a; every job needs its own',
    ]);
  });
  it('one control-points file for two analyses', () => {
    const args = { particle: 'p.cs', template: 't.cs', output: '/cp.json' };
    expect(planProblemsOf(specOf(analyzeJob('a', { args }), analyzeJob('b', { args })))[0]).toContain('args.output');
  });
  it("a root inside the folder of another job's images", () => {
    const spec = specOf(pmsJob('a', { output_root: '/runs' }), pmsJob('b', { output_root: '/runs/subtracted/b' }));
    expect(planProblemsOf(spec)[0]).toContain('lies in the folder of the images of job a');
  });
  it('not with disabled jobs', () => {
    const spec = specOf(pmsJob('a', { output_root: '/x' }), pmsJob('b', { output_root: '/x', enabled: false }));
    expect(planProblemsOf(spec)).toEqual([]);
  });
});

describe('resources of a plan', () => {
  it('refuse a job that wants more GPUs than there are', () => {
    expect(planProblemsOf(specOf(pmsJob('a', { resources: { gpus: 3 } })))).toEqual([
      'spec.json: jobs[0] (a).resources.gpus: the job wants 3 GPUs, but the pool has 2 (0, 1); it could never start',
    ]);
  });

  it('max_running_jobs is the number of GPUs unless given', () => {
    expect(planOf(specOf(pmsJob('a'))).scheduler.max_running_jobs).toBe(2);
    expect(planOf({ scheduler: { max_running_jobs: 5 }, jobs: [pmsJob('a')] }).scheduler.max_running_jobs).toBe(5);
  });

  it("procs null: the job's GPUs, or on the CPU a fair share of the cores", () => {
    const procsOf = (cores: number, ...gpus: number[]) =>
      planOf(specOf(...gpus.map((n, i) => pmsJob(`j${i}`, { resources: { gpus: n } }))), { cores }).jobs.map(
        (job) => job.procs,
      );
    expect(procsOf(8, 2)).toEqual([2]);
    expect(procsOf(9, 0, 0, 0)).toEqual([4, 4, 4]);
    expect(procsOf(9, 0)).toEqual([9]);
    expect(procsOf(1, 0, 0)).toEqual([1, 1]);
  });

  it('given procs stay, in resources or in args', () => {
    const [a, b] = planOf(
      specOf(pmsJob('a', { resources: { gpus: 1, procs: 4 } }), pmsJob('b', { args: { ...pmsArgs, procs: 3 } })),
    ).jobs;
    expect([a?.procs, b?.procs]).toEqual([4, 3]);
    expect(b?.argv).toContain('--procs');
  });
});

describe('the Python of runner memxterminator', () => {
  const spec = (python: string | null) =>
    parsed({ scheduler: { runner: 'memxterminator', python }, jobs: [pmsJob('a')] });
  it.each([
    [null, {}, 'python3'],
    [null, { CONDA_PREFIX: '/conda' }, '/conda/bin/python'],
    ['python3.11', {}, 'python3.11'],
    ['~/env/bin/python', {}, '/home/ada/env/bin/python'],
  ])('%s', (python, env, expected) => {
    expect(pythonOf(spec(python), planContext({ env }))).toBe(expected);
  });
});
