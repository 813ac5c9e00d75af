import { InputError } from '../../../src/base/errors.ts';
import { readJsonFile } from '../../../src/base/json.ts';
import { readControlPointsFile, requireClasses } from '../../../src/jobs/io/control-points.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import { planBatch } from '../../../src/spec/plan.ts';
import type { BatchSpec } from '../../../src/spec/types.ts';
import { analyzeJob, mmsJob, planContext, pmsJob, specOf } from '../../helpers/specs.ts';
import { mutateJson } from '../mutate-json.ts';
import { confirm, type Target, type Verdict } from '../target.ts';
import { verdictOf } from './refusal.ts';

const notJson = (message: string): boolean => message.includes('is not valid JSON');
const jsonOf = (bytes: Uint8Array): unknown =>
  JSON.parse(
    Buffer.from(bytes)
      .toString('utf8')
      .replace(/^\uFEFF/, ''),
  );

export function specTarget(): Target {
  const scheduler = { gpus: [0, 1], policy: 'round_robin', max_running_jobs: 2, fail_fast: true };
  const jobs = [
    analyzeJob('fit'),
    pmsJob('pms', { depends_on: ['fit'], resources: { gpus: 1, procs: 2 }, retries: 1 }),
    mmsJob('mms', { enabled: true }),
  ];
  const seeds = [specOf(...jobs), { spec_schema_version: 1, ...specOf(...jobs), scheduler }].map((spec) =>
    Buffer.from(JSON.stringify(spec, null, 1)),
  );
  return {
    name: 'spec',
    seeds,
    mutate: mutateJson,
    judge: (path, bytes) => verdictOf(path, () => confirmSpec(path, bytes), notJson),
  };
}

/** Whatever was given and accepted stands in the spec, and its plan is whole. */
function confirmSpec(path: string, bytes: Uint8Array): Verdict {
  const { spec, problems } = parseSpec(readJsonFile(path), path);
  if (problems) throw new InputError(problems);
  const given = jsonOf(bytes) as { jobs: { job_id: string | null; kind: string; args: Record<string, unknown> }[] };
  confirm(spec.jobs.length === given.jobs.length, 'another number of jobs');
  for (const [i, { job_id, kind, args }] of spec.jobs.entries()) {
    const from = given.jobs[i]!;
    confirm(job_id === (from.job_id ?? `job_00${i}`) && kind === from.kind, `job ${i} is another`);
    for (const [name, value] of Object.entries(from.args).filter(([, one]) => one !== null)) {
      confirm(JSON.stringify((args as Record<string, unknown>)[name]) === JSON.stringify(value), `${name} was changed`);
    }
  }
  return confirmPlan(spec, path);
}

function confirmPlan(spec: BatchSpec, where: string): Verdict {
  const { plan, problems } = planBatch(spec, planContext({ where }));
  if (problems) throw new InputError(problems);
  const known = new Set(plan.jobs.map(({ job_id }) => job_id));
  for (const { argv, output_root: root, depends_on: needs } of plan.jobs) {
    confirm(
      argv.every((word) => typeof word === 'string' && !/undefined|\[object/.test(word)),
      `argv ${argv.join(' ')}`,
    );
    confirm(root.startsWith('/') && needs.every((id) => known.has(id)), `a job in ${root} that needs ${needs.join()}`);
  }
  return 'read';
}

export function controlPointsTarget(): Target {
  const curve = [[1.5, 4], [3, 4.25], [5, 4], [7, 4e0]]; // prettier-ignore
  const seeds = [{ 0: curve, 7: [...curve, [8, 4]] }].map((classes) => Buffer.from(JSON.stringify(classes)));
  return {
    name: 'control points',
    seeds,
    mutate: mutateJson,
    judge: (path, bytes) => verdictOf(path, () => confirmCurves(path, bytes), notJson),
  };
}

function confirmCurves(path: string, bytes: Uint8Array): Verdict {
  const curves = requireClasses(path, readControlPointsFile(path), [0, 7]);
  const given = jsonOf(bytes) as Record<string, number[][]>;
  for (const [id, points] of curves) {
    confirm([...points].join() === given[String(id)]!.flat().join(), `class ${id} is another`);
    confirm(points.length >= 8 && points.every(Number.isFinite), `class ${id} is no curve`);
  }
  return 'read';
}
