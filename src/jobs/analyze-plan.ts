import { InputError, messageOf, refuse, type Problem } from '../base/errors.ts';
import { readCsJoined } from '../formats/cs/join.ts';
import { openMrc } from '../formats/mrc/read.ts';
import { fingerprint } from '../formats/mxt/fingerprint.ts';
import type { MxtParams } from '../formats/mxt/params-hash.ts';
import { pythonFloat, pythonNumber } from '../formats/mxt/python-number.ts';
import type { MxtInputs } from '../formats/mxt/types.ts';
import { splitPaths } from '../spec/input-base-dir.ts';
import { PARAMS } from '../spec/params.ts';
import type { JobArgs } from '../spec/types.ts';
import { POSITIVE, numberColumn, squareBox } from './io/cs-columns.ts';
import { shorten } from './io/stack-checks.ts';
import { readTemplateRows, type TemplateRow, type TemplateRows } from './io/template-rows.ts';
import type { AnalyzeArgs } from './job-args.ts';

export interface AnalyzePlan {
  templates: TemplateRow[];
  /** Of the particles. */
  boxPx: number;
  pixelSizeA: number;
  inputs: MxtInputs;
}

/** Reads and checks the inputs of an analysis: box and pixel size come from the particles. (algorithms 1) */
export function planAnalysis({ template, particle, input_base_dir: baseDir }: AnalyzeArgs): AnalyzePlan {
  const rows = readTemplateRows(template, baseDir);
  checkTemplates(rows);
  const files = splitPaths(particle);
  const file = files[0] ?? particle;
  const table = readCsJoined(files, ['blob/shape', 'blob/psize_A']);
  if (table.rows === 0) refuse(file, 'has no particles');
  const [pixelSizeA = 0] = numberColumn(file, table, 'blob/psize_A', 1, POSITIVE);
  const stacks = [...new Set(rows.templates.map(({ stack }) => stack))];
  return {
    templates: rows.templates,
    boxPx: squareBox(file, table),
    pixelSizeA,
    inputs: {
      templates_cs: fingerprint(template),
      particles_cs: fingerprint(file),
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

function checkTemplates({ inputFile, boxPx, templates }: TemplateRows): void {
  const problems: Problem[] = [];
  for (const path of new Set(templates.map(({ stack }) => stack))) {
    try {
      const reader = openMrc(path);
      reader.close();
      const { columns, rows, sections } = reader.header;
      if (columns !== boxPx || rows !== boxPx) {
        const message = `its images are ${columns} x ${rows} px, but blob/shape of ${inputFile} says ${boxPx} x ${boxPx}`;
        problems.push({ where: path, message });
      }
      for (const { classId } of templates.filter(({ stack, classId: id }) => stack === path && id >= sections)) {
        const message = `column blob/idx: got ${classId}, but ${path} has ${sections} images (0 to ${sections - 1})`;
        problems.push({ where: inputFile, message });
      }
    } catch (error) {
      if (error instanceof InputError) problems.push(...error.problems);
      else problems.push({ where: path, message: messageOf(error) });
    }
  }
  if (problems.length > 0) throw new InputError(shorten(problems));
}
