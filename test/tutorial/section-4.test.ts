import Ajv from 'ajv';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseJson, readJsonFile, type Json } from '../../src/base/json.ts';
import { parseFlags } from '../../src/spec/flags.ts';
import { PARAMS, type JobKind } from '../../src/spec/params.ts';
import { runProgram } from '../helpers/program.ts';
import { parsed, planOf, problemsOf } from '../helpers/specs.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';
import { PMS_AND_MMS, TWO_PMS_JOBS } from './tutorial-specs.ts';

const twoPmsJobs = parseJson(TWO_PMS_JOBS);
const pmsAndMms = parseJson(PMS_AND_MMS);

describe('tutorial 4.1 the spec of two PMS jobs, word for word', () => {
  it('is valid', () => {
    expect(problemsOf(twoPmsJobs)).toEqual([]);
  });
  it('is planned as written', () => {
    const { scheduler, jobs } = planOf(twoPmsJobs, { gpus: [0, 1, 2, 3] });
    expect(scheduler).toMatchObject({ gpus: [0, 1, 2, 3], policy: 'fill_first', max_running_jobs: 2, fail_fast: true });
    expect(jobs.map((job) => [job.job_id, job.output_root, job.procs, job.args.points_step])).toEqual([
      ['pms_step_0.001', '/path/to/runs/pms_step_0.001', 1, 0.001],
      ['pms_step_0.002', '/path/to/runs/pms_step_0.002', 1, 0.002],
    ]);
    expect(jobs[0]?.args.input_base_dir).toBe('/path/to/cryosparc_project');
  });
  it('conforms to the JSON Schema that is shipped', () => {
    expect(schemaErrors(twoPmsJobs)).toEqual([]);
  });
});

describe('tutorial 4.4 the spec of PMS and MMS, word for word', () => {
  it('is valid, and conforms to the JSON Schema', () => {
    expect(problemsOf(pmsAndMms)).toEqual([]);
    expect(schemaErrors(pmsAndMms)).toEqual([]);
  });
  it('runs in one go: MMS depends on the PMS job and reads its stacks, and the log says that this was inferred', () => {
    const { jobs, notes } = planOf(pmsAndMms);
    expect(jobs[1]).toMatchObject({
      depends_on: ['pms_dataset1'],
      args: { particle_output_root: '/runs/pms_dataset1', input_base_dir: '/data', batch_size: 30 },
    });
    expect(notes).toEqual(['job mms_dataset1 depends on pms_dataset1: inferred, it is the only PMS job of this batch']);
  });
});

describe('the JSON Schema', () => {
  it.each<[string, (spec: never) => void]>([
    ['an unknown key', (spec: { jobs: Json[]; job?: Json }) => void (spec.job = spec.jobs)],
    [
      'text for a number',
      (spec: { jobs: [{ args: { points_step: Json } }] }) => void (spec.jobs[0].args.points_step = '1'),
    ],
    ['a missing argument', (spec: { jobs: [{ args: { particle?: Json } }] }) => void delete spec.jobs[0].args.particle],
    ["another kind's argument", (spec: { jobs: [{ args: { degree?: Json } }] }) => void (spec.jobs[0].args.degree = 3)],
  ])('refuses %s, as the parser does', (_name, spoil) => {
    const spec = structuredClone(twoPmsJobs);
    spoil(spec as never);
    expect(schemaErrors(spec)).not.toEqual([]);
    expect(problemsOf(spec)).not.toEqual([]);
  });
});

function schemaErrors(spec: Json) {
  const schema = readJsonFile(join(import.meta.dirname, '../../schema/batch-spec.schema.json'));
  const ajv = new Ajv();
  ajv.validate(schema as object, spec);
  return ajv.errors ?? [];
}

describe('tutorial 4.2 overrides and notes', () => {
  /** The tutorial's second spec in a folder of its own, with output roots there. */
  function specFile(): string {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'data'));
    const text = PMS_AND_MMS.replaceAll('"/runs/', `"${folder}/runs/`).replaceAll('"/data/', `"${folder}/data/`);
    writeFileSync(join(folder, 'batch_spec.json'), text);
    return join(folder, 'batch_spec.json');
  }
  const schedulerOf = async (...flags: string[]) => {
    const { stdout } = await runProgram(['validate', specFile(), '--json', ...flags], { env: { PATH: '' } });
    return (JSON.parse(stdout) as { scheduler: Record<string, unknown> }).scheduler;
  };

  it('"--gpus 0,1,2,3 - Override GPU list"', async () => {
    expect(await schedulerOf('--gpus', '0,1,2,3')).toMatchObject({ gpus: [0, 1, 2, 3], max_running_jobs: 2 });
  });
  it('"--policy round_robin - Override scheduling policy"', async () => {
    expect(await schedulerOf('--policy', 'round_robin')).toMatchObject({ policy: 'round_robin' });
  });
  it('"--max_running_jobs 2 - Override max concurrent jobs"', async () => {
    expect(await schedulerOf('--max_running_jobs', '1')).toMatchObject({ max_running_jobs: 1 });
  });
  it('a wrong override is one clear message and exit code 2', async () => {
    const { code, stderr } = await runProgram(['validate', specFile(), '--gpus', '0,0', '--policy', 'rr']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'error: --gpus: expected distinct ids such as 0,1,2,3, or auto, got 0,0\n' +
        'error: --policy: expected one of "fill_first", "round_robin", got rr\n',
    );
  });
  it('"setting "procs": null (or omitting procs) lets the scheduler choose (typically procs = gpus for that job)"', () => {
    const spec = structuredClone(twoPmsJobs) as { jobs: { resources: Json }[] };
    spec.jobs.forEach((job) => (job.resources = { gpus: 2 }));
    expect(planOf(spec as unknown as Json).jobs.map((job) => job.procs)).toEqual([2, 2]);
    expect(planOf(twoPmsJobs).jobs.map((job) => job.procs)).toEqual([1, 1]);
  });
});

/** The tables of 4.3: argument, required, default. */
const TABLES: Partial<Record<JobKind, [string, boolean, unknown][]>> = {
  bezierfit_particle_pms: [
    ['particle', true, undefined],
    ['template', true, undefined],
    ['control_points', true, undefined],
    ['points_step', true, undefined],
    ['physical_membrane_dist', true, undefined],
    ['batch_size', false, 20],
    ['input_base_dir', false, '/data'],
    ['resume', false, true],
    ['force', false, false],
  ],
  bezierfit_micrograph_mms: [
    ['particle', true, undefined],
    ['batch_size', false, 30],
    ['input_base_dir', false, '/data'],
    ['resume', false, true],
    ['require_particle_mxt', false, true],
  ],
};

describe('tutorial 4.3 job kinds and arguments', () => {
  const rows = Object.entries(TABLES).flatMap(([kind, table]) =>
    table.map((row) => [kind as JobKind, ...row] as const),
  );

  it.each(rows)('%s: %s, required %s, default %s', (kind, name, required, fallback) => {
    const param = PARAMS[kind].find((one) => one.name === name);
    expect(param?.required ?? false).toBe(required);
    if (required) return;
    const job = parsed(pmsAndMms).jobs.find((one) => one.kind === kind);
    const given = Object.entries(job?.args ?? {}).filter(
      ([key]) => PARAMS[kind].find((one) => one.name === key)?.required,
    );
    const argv = given.flatMap(([key, value]) => [`--${key}`, String(value)]);
    expect(parseFlags(kind, argv).args[name]).toEqual(fallback);
  });
});
