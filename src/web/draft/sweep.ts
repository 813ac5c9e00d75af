import { InputError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import { PARAMS, type Param } from '../../spec/params.ts';
import type { JsonObject } from '../../base/json-object.ts';
import { rangeValues } from '../../spec/sweep-values.ts';
import { sweepSpec } from '../../spec/sweep.ts';
import { valueFromText } from '../../spec/values.ts';
import { argsOf, asObject, idOf, kindOf, newKey, specOf, textOf, type DraftDoc, type DraftJob } from './document.ts';
import { draftProblems } from './problems.ts';

/** One parameter of the sweep as it stands in the dialog. */
export interface AxisInput {
  param: string;
  mode: 'list' | 'range';
  list: string;
  start: string;
  end: string;
  step: string;
}

export interface SweepPreview {
  /** The document with the sweep in it; null while something is wrong. */
  doc: DraftDoc | null;
  /** The jobs that take the place of the base job and of what is swept along. */
  added: readonly DraftJob[];
  faults: readonly string[];
}

const NOT_SWEPT = new Set(['procs', 'resume', 'force', 'adopt_existing_outputs', 'skip_failed', 'output_dirname']);
const PLACES = new Set<Param['type']>(['path', 'paths', 'folder']);

/** Arguments that can be varied: everything but where files are; those that change the result come first. */
export function sweepableParams(job: DraftJob): readonly Param[] {
  const kind = kindOf(job);
  const params = PARAMS[kind ?? 'bezierfit_particle_pms'].filter(
    ({ type, name }) => kind !== null && !PLACES.has(type) && !NOT_SWEPT.has(name),
  );
  return [...params.filter((param) => param.affectsPixels), ...params.filter((param) => !param.affectsPixels)];
}

/** The values of an axis as texts. @throws InputError */
function axisValues({ mode, list, start, end, step }: AxisInput): string[] {
  if (mode === 'range') return rangeValues([start, end, step].map((text) => text.trim()).join(':'));
  return list.split(',').flatMap((text) => text.trim() || []);
}

/** What Generate will do, by the same rule as `bezierfit sweep`; jobs with problems of their own are left as they are. */
export function previewSweep(doc: DraftDoc, base: DraftJob, inputs: readonly AxisInput[]): SweepPreview {
  try {
    const axes = inputs.map((input) => ({ param: input.param, values: axisValues(input) }));
    const swept = withFirstValues(base, axes);
    const withBase = { ...doc, jobs: doc.jobs.map((job) => (job.key === base.key ? swept : job)) };
    const broken = new Set(draftProblems(withBase).flatMap(({ key }) => (key === base.key || !key ? [] : key)));
    const part = { ...withBase, jobs: withBase.jobs.filter((job) => !broken.has(job.key)) };
    const result = asObject(sweepSpec(specOf(part) as Json, 'batch', idOf(base), axes));
    return merge(doc, part, result, broken);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const faults = error.problems.map(({ where, message }) => `${where.replace(/^(batch: |--)/, '')}: ${message}`);
    return { doc: null, added: [], faults };
  }
}

/** The parameter need not be set in the base job: its first value stands in. */
function withFirstValues(base: DraftJob, axes: readonly { param: string; values: readonly string[] }[]): DraftJob {
  const args = { ...argsOf(base) };
  for (const { param: name, values } of axes) {
    const param = sweepableParams(base).find((one) => one.name === name);
    const value = param && valueFromText(param, values[0] ?? '');
    if (value !== undefined) args[name] = value;
  }
  return { ...base, json: { ...base.json, args } };
}

/** Puts the swept jobs at the place of those from which they were made. */
function merge(doc: DraftDoc, part: DraftDoc, result: JsonObject, broken: ReadonlySet<string>): SweepPreview {
  const before = new Map(part.jobs.map((job) => [idOf(job), job.key]));
  const made = (Array.isArray(result.jobs) ? result.jobs : []).map(asObject);
  const after = made.map((json): DraftJob => ({ key: before.get(textOf(json.job_id)) ?? newKey(), json }));
  const kept = new Set(after.map((job) => job.key));
  const added = after.filter((job) => !part.jobs.some((old) => old.key === job.key));
  const jobs: DraftJob[] = [];
  const rest = [...after];
  for (const job of doc.jobs) {
    if (broken.has(job.key)) jobs.push(job);
    else if (kept.has(job.key))
      while (rest.length > 0 && !jobs.some((one) => one.key === job.key)) jobs.push(...rest.splice(0, 1));
  }
  return { doc: { ...doc, jobs: [...jobs, ...rest] }, added, faults: [] };
}
