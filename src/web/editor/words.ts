import type { Param } from '../../spec/params.ts';
import type { JobKind } from '../../spec/params.ts';
import { rangeWords } from '../../spec/values.ts';

const LABELS: Readonly<Record<string, string>> = {
  template: 'Class averages',
  particle: 'Particles',
  physical_membrane_dist: 'Membrane distance',
  input_base_dir: 'Input Base Dir',
  cur_penalty_thr: 'Curvature threshold',
  coarsefit_iter: 'Coarse fit steps',
  coarsefit_cpus: 'Coarse fit CPUs',
  refine_iter: 'Refinement steps',
  refine_cpus: 'Refinement CPUs',
  num_points: 'Sampled points',
  output: 'Control points file',
  output_dirname: 'Output folder name',
  output_star_path: 'Output STAR file',
  write_output_star: 'Write output STAR',
  require_particle_mxt: 'Require particle .mxt',
  particle_output_root: 'PMS output root',
  force: 'Force recompute all',
  skip_failed: 'Skip failed items',
};

/** `points_step` -> `Points step` */
export function labelOf({ name }: Param): string {
  const words = name.replaceAll('_', ' ');
  return LABELS[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** Help, range and default in one line, for the tooltip. */
export function helpOf(param: Param): string {
  const range = rangeWords(param).trim();
  const unit = param.unit ? ` (${param.unit})` : '';
  const standard = param.default === undefined || param.default === null ? '' : ` Default: ${String(param.default)}.`;
  return `${param.help}${unit}.${range ? ` Allowed: ${range}.` : ''}${standard}`;
}

/** Sections of the editor, made from the declarations. */
export interface ParamGroups {
  inputs: Param[];
  model: Param[];
  switches: Param[];
  advanced: Param[];
}

/** Shown elsewhere in the editor. */
const ELSEWHERE = new Set(['procs', 'input_base_dir']);
const COMMON = new Set(['batch_size', 'device']);

export function groupParams(params: readonly Param[]): ParamGroups {
  const groups: ParamGroups = { inputs: [], model: [], switches: [], advanced: [] };
  for (const param of params) {
    if (ELSEWHERE.has(param.name)) continue;
    if (param.required && param.files) groups.inputs.push(param);
    else if (param.type === 'boolean') groups.switches.push(param);
    else if (param.affectsPixels || param.required || COMMON.has(param.name)) groups.model.push(param);
    else groups.advanced.push(param);
  }
  return groups;
}

export const KIND_ABOUT: Readonly<Record<JobKind, string>> = {
  bezierfit_mem_analyze: 'Class averages → control points',
  bezierfit_particle_pms: 'Particles and control points → subtracted stacks',
  bezierfit_micrograph_mms: 'Subtracted stacks → micrographs',
};
