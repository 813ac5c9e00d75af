import { refuse } from '../base/errors.ts';
import { fingerprint } from '../formats/mxt/fingerprint.ts';
import type { MxtParams } from '../formats/mxt/params-hash.ts';
import { pythonFloat, pythonNumber } from '../formats/mxt/python-number.ts';
import type { MxtInputs } from '../formats/mxt/types.ts';
import { splitPaths } from '../spec/input-base-dir.ts';
import { PARAMS } from '../spec/params.ts';
import type { JobArgs } from '../spec/types.ts';
import { imageDoubts } from './io/image-doubts.ts';
import { membraneFault } from './io/membrane-check.ts';
import { readParticleGeometry } from './io/particle-rows.ts';
import { checkTemplates } from './io/template-checks.ts';
import { readTemplateRows, type TemplateRow } from './io/template-rows.ts';
import type { AnalyzeArgs } from './job-args.ts';

export interface AnalyzePlan {
  templates: TemplateRow[];
  /** Of the particles. */
  boxPx: number;
  pixelSizeA: number;
  inputs: MxtInputs;
  /** What is odd about the class averages' files. */
  doubts: string[];
}

/** Reads and checks the inputs of an analysis: box and pixel size come from the particles. (algorithms 1) */
export function planAnalysis({ template, particle, input_base_dir: baseDir, ...args }: AnalyzeArgs): AnalyzePlan {
  const rows = readTemplateRows(template, baseDir);
  const images = checkTemplates(rows);
  const { boxPx, pixelSizeA } = readParticleGeometry(particle, template);
  const fault = membraneFault(args.physical_membrane_dist, pixelSizeA, boxPx);
  if (fault) refuse(splitPaths(particle)[0] ?? particle, `column blob/psize_A: ${fault}`);
  const stacks = [...new Set(rows.templates.map(({ stack }) => stack))];
  return {
    templates: rows.templates,
    boxPx,
    pixelSizeA,
    doubts: imageDoubts(images),
    inputs: {
      templates_cs: fingerprint(template),
      particles_cs: fingerprint(splitPaths(particle)[0] ?? particle),
      template_stacks: stacks.map(fingerprint),
    },
  };
}

/** What decides the curves. (contract 7) */
export function analysisParams(args: JobArgs): MxtParams {
  const params: MxtParams = {};
  for (const { name, type, affectsPixels, ours, default: usual } of PARAMS.bezierfit_mem_analyze) {
    const value = args[name];
    if (!affectsPixels || typeof value !== 'number' || (ours && value === usual)) continue;
    const asWhole = type === 'integer' || name === 'physical_membrane_dist';
    params[name] = asWhole ? pythonNumber(value) : pythonFloat(value);
  }
  return params;
}
