import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/base/json.ts';
import type { JsonObject } from '../../src/base/json-object.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import {
  analyzeJob,
  mmsJob,
  parsed,
  pmsArgs,
  pmsArgsWithoutPoints,
  pmsJob,
  problemsOf,
  specOf,
} from '../helpers/specs.ts';

describe('parseSpec', () => {
  it('fills in the defaults', () => {
    const { scheduler, jobs } = parsed({ jobs: [pmsJob('a', { job_id: null }), mmsJob('m')] });
    expect(scheduler).toEqual({
      avoid_busy_gpus: false,
      gpus: 'auto',
      policy: 'fill_first',
      max_running_jobs: null,
      fail_fast: true,
      runner: 'native',
      python: null,
    });
    expect(jobs[0]).toEqual({
      job_id: 'job_000',
      kind: 'bezierfit_particle_pms',
      enabled: true,
      output_root: '/runs/a',
      retries: 0,
      resources: { gpus: 1, procs: null },
      depends_on: [],
      args: pmsArgs,
    });
  });

  it('keeps what the user wrote and takes null for "the default"', () => {
    const args = { ...pmsArgs, batch_size: null, bias: 0.1, device: 'cpu' };
    expect(parsed(specOf(pmsJob('a', { args }))).jobs[0]?.args).toEqual({ ...pmsArgs, bias: 0.1, device: 'cpu' });
  });

  it('allows $schema and x- keys everywhere', () => {
    const job = pmsJob('a', { 'x-note': 1, args: { ...pmsArgs, 'x-why': 'because' } });
    expect(problemsOf({ $schema: 'batch-spec.schema.json', 'x-lab': {}, ...specOf(job) })).toEqual([]);
  });

  it('reports all problems at once', () => {
    const bad = { scheduler: { gpus: [], policy: 3 }, jobs: [pmsJob('a', { output_root: '', enabled: 'yes' }), 7] };
    expect(problemsOf(bad).length).toBeGreaterThanOrEqual(5);
  });

  it('lets an analysis upstream supply the control points', () => {
    const args = pmsArgsWithoutPoints;
    expect(problemsOf(specOf(analyzeJob('fit'), pmsJob('a', { depends_on: ['fit'], args })))).toEqual([]);
    expect(problemsOf(specOf(pmsJob('a', { args })))).toEqual([
      'spec.json: jobs[0] (a).args: "control_points" is missing, expected the path of a .json file (Control points of the fitted curves, from the analysis)',
    ]);
  });
});

const withArgs = (args: JsonObject) => specOf(pmsJob('a', { args: { ...pmsArgs, ...args } }));

/** One field broken in an otherwise good spec -> the exact message. */
const BROKEN: [string, Json, string][] = [
  ['no object', [], 'spec.json: expected an object, got []'],
  ['no jobs', { scheduler: { gpus: [0] } }, 'spec.json: jobs: expected a non-empty list of jobs, got nothing'],
  [
    'newer version',
    { ...specOf(pmsJob('a')), spec_schema_version: 2 },
    'spec.json: spec_schema_version: expected 1, got 2',
  ],
  [
    'unknown key',
    { ...specOf(pmsJob('a')), schedular: {} },
    'spec.json: unknown key "schedular" (did you mean "scheduler"?)',
  ],
  [
    'empty gpus',
    { scheduler: { gpus: [] }, jobs: [pmsJob('a')] },
    'spec.json: scheduler.gpus: expected a non-empty list of distinct GPU ids (whole numbers from 0), or "auto", got []',
  ],
  [
    'a GPU twice',
    { scheduler: { gpus: [1, 1] }, jobs: [pmsJob('a')] },
    'spec.json: scheduler.gpus: expected a non-empty list of distinct GPU ids (whole numbers from 0), or "auto", got [1, 1]',
  ],
  [
    'unknown policy',
    { scheduler: { policy: 'fill-first' }, jobs: [pmsJob('a')] },
    'spec.json: scheduler.policy: expected one of "fill_first", "round_robin", got "fill-first" (did you mean "fill_first"?)',
  ],
  [
    'max_running_jobs 0',
    { scheduler: { max_running_jobs: 0 }, jobs: [pmsJob('a')] },
    'spec.json: scheduler.max_running_jobs: expected a whole number of at least 1, got 0',
  ],
  [
    'bad id',
    specOf(pmsJob('a b')),
    'spec.json: jobs[0].job_id: expected letters, digits, ".", "_" and "-" only, got "a b"',
  ],
  ['id twice', specOf(pmsJob('a'), pmsJob('a')), 'spec.json: jobs[1] (a): the job_id is used twice, first by jobs[0]'],
  [
    'unknown kind',
    specOf(pmsJob('a', { kind: 'bezierfit_particle_pmm' })),
    'spec.json: jobs[0] (a).kind: expected one of "bezierfit_particle_pms", "bezierfit_micrograph_mms", "bezierfit_mem_analyze", got "bezierfit_particle_pmm" (did you mean "bezierfit_particle_pms"?)',
  ],
  [
    'no output_root',
    specOf(pmsJob('a', { output_root: null })),
    'spec.json: jobs[0] (a).output_root: expected the path of a folder, got null',
  ],
  [
    'negative gpus',
    specOf(pmsJob('a', { resources: { gpus: -1 } })),
    'spec.json: jobs[0] (a).resources.gpus: expected a whole number of at least 0, got -1',
  ],
  [
    'text for a number',
    withArgs({ points_step: '0.001' }),
    'spec.json: jobs[0] (a).args.points_step: expected a number above 0 and at most 1, got "0.001"',
  ],
  [
    'step 0',
    withArgs({ points_step: 0 }),
    'spec.json: jobs[0] (a).args.points_step: expected a number above 0 and at most 1, got 0',
  ],
  [
    'fraction for a whole number',
    withArgs({ batch_size: 2.5 }),
    'spec.json: jobs[0] (a).args.batch_size: expected a whole number of at least 1, got 2.5',
  ],
  [
    'huge integer',
    withArgs({ batch_size: 12345678901234567890n }),
    'spec.json: jobs[0] (a).args.batch_size: expected a whole number of at least 1, got 12345678901234567890',
  ],
  ['number for a switch', withArgs({ resume: 1 }), 'spec.json: jobs[0] (a).args.resume: expected true or false, got 1'],
  [
    'unknown argument',
    withArgs({ point_step: 0.1 }),
    'spec.json: jobs[0] (a).args: unknown key "point_step" (did you mean "points_step"?)',
  ],
  [
    'dirname that leaves the root',
    withArgs({ output_dirname: '../x' }),
    'spec.json: jobs[0] (a).args.output_dirname: expected the name of a folder (relative, without ".."), got "../x"',
  ],
  [
    'unknown dependency',
    specOf(pmsJob('pms_1'), mmsJob('m', { depends_on: ['pms_2'] })),
    'spec.json: jobs[1] (m).depends_on: no job has the id "pms_2" (did you mean "pms_1"?)',
  ],
  [
    'dependency on itself',
    specOf(mmsJob('m', { depends_on: ['m'] })),
    'spec.json: jobs[0] (m).depends_on: the job depends on itself',
  ],
  [
    'dependency twice',
    specOf(pmsJob('a'), mmsJob('m', { depends_on: ['a', 'a'] })),
    'spec.json: jobs[1] (m).depends_on: "a" is listed twice',
  ],
  [
    'cycle',
    specOf(pmsJob('a', { depends_on: ['c'] }), pmsJob('b', { depends_on: ['a'] }), pmsJob('c', { depends_on: ['b'] })),
    'spec.json: jobs[0] (a).depends_on: the jobs wait for each other: a -> c -> b -> a',
  ],
  [
    'enabled on disabled',
    specOf(pmsJob('a', { enabled: false }), mmsJob('m', { depends_on: ['a'] })),
    'spec.json: jobs[1] (m).depends_on: the job is enabled, but "a", on which it depends, is disabled',
  ],
];

describe('parseSpec with one thing broken', () => {
  it.each(BROKEN)('%s', (_name, json, message) => {
    expect(problemsOf(json)).toEqual([message]);
  });
});

describe('parseSpec with anything', () => {
  const keys = fc.constantFrom('scheduler', 'jobs', 'args', 'kind', 'gpus', 'depends_on', 'job_id', '__proto__', 'x-a');
  const anything = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 5 },
      fc.constant(null),
      fc.boolean(),
      fc.double(),
      fc.string(),
      fc.constantFrom('bezierfit_particle_pms', 'a', 'auto'),
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(keys, fc.string()), tie('json'), { maxKeys: 5 }),
    ),
  })).json;

  it('gives a spec or problems, never an exception', () => {
    fc.assert(
      fc.property(anything, (json) => {
        const { spec, problems } = parseSpec(json as Json, 'x');
        expect(Boolean(spec) !== Boolean(problems?.length)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('also when a part of a good spec is replaced', () => {
    const parts = ['scheduler', 'jobs', 'job', 'args', 'resources', 'depends_on', 'points_step'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...parts), anything, (part, value) => {
        const json = value as Json;
        const job = { ...pmsJob('a'), ...(part === 'resources' || part === 'depends_on' ? { [part]: json } : {}) };
        if (part === 'args') job.args = json;
        if (part === 'points_step') job.args = { ...pmsArgs, points_step: json };
        const spec = specOf(part === 'job' ? (json as JsonObject) : job);
        if (part === 'scheduler' || part === 'jobs') spec[part] = json;
        const result = parseSpec(spec, 'x');
        expect(Boolean(result.spec) !== Boolean(result.problems?.length)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
