import type { Json } from '../../src/base/json.ts';
import type { JsonObject } from '../../src/base/json-object.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { planBatch, type PlanContext } from '../../src/spec/plan.ts';
import type { BatchPlan, BatchSpec } from '../../src/spec/types.ts';

/** Pieces of specs for tests: a small valid job of each kind. */
export const pmsArgsWithoutPoints = {
  particle: '/data/particles_selected.cs',
  template: '/data/templates_selected.cs',
  points_step: 0.001,
  physical_membrane_dist: 35,
};
export const pmsArgs = { ...pmsArgsWithoutPoints, control_points: '/data/control_points.json' };

export function pmsJob(id: string, rest: JsonObject = {}): JsonObject {
  return { job_id: id, kind: 'bezierfit_particle_pms', output_root: `/runs/${id}`, args: pmsArgs, ...rest };
}

export function mmsJob(id: string, rest: JsonObject = {}): JsonObject {
  const args = { particle: '/data/particles_selected.star' };
  return { job_id: id, kind: 'bezierfit_micrograph_mms', output_root: `/runs/${id}`, args, ...rest };
}

export function analyzeJob(id: string, rest: JsonObject = {}): JsonObject {
  const args = { particle: '/data/particles_selected.cs', template: '/data/J7/templates_selected.cs' };
  return { job_id: id, kind: 'bezierfit_mem_analyze', output_root: `/runs/${id}`, args, ...rest };
}

export function specOf(...jobs: JsonObject[]): JsonObject {
  return { scheduler: { gpus: [0, 1] }, jobs };
}

/** `where: message` of every problem; empty for a good spec. */
export function problemsOf(json: Json): string[] {
  return (parseSpec(json, 'spec.json').problems ?? []).map(({ where, message }) => `${where}: ${message}`);
}

export function parsed(json: Json): BatchSpec {
  const { spec, problems } = parseSpec(json, 'spec.json');
  if (!spec) throw new Error(problems.map(({ where, message }) => `${where}: ${message}`).join('\n'));
  return spec;
}

export function planContext(context: Partial<PlanContext> = {}): PlanContext {
  return {
    where: 'spec.json',
    specFolder: '/specs',
    home: '/home/ada',
    env: {},
    gpus: [0, 1],
    cores: 8,
    program: ['node', 'main.js'],
    starStacks: () => [],
    particleStacks: () => [],
    ...context,
  };
}

export function planOf(json: Json, context: Partial<PlanContext> = {}): BatchPlan {
  const { plan, problems } = planBatch(parsed(json), planContext(context));
  if (!plan) throw new Error(problems.map(({ where, message }) => `${where}: ${message}`).join('\n'));
  return plan;
}

export function planProblemsOf(json: Json, context: Partial<PlanContext> = {}): string[] {
  const { problems } = planBatch(parsed(json), planContext(context));
  return (problems ?? []).map(({ where, message }) => `${where}: ${message}`);
}
