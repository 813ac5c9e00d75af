import { existsSync } from 'node:fs';
import { refuse } from '../../base/errors.ts';
import { requireCurvesFile } from '../../jobs/io/control-points.ts';
import { membraneFault } from '../../jobs/io/membrane-check.ts';
import { readParticleGeometry } from '../../jobs/io/particle-rows.ts';
import { checkTemplates } from '../../jobs/io/template-checks.ts';
import { readTemplateRows } from '../../jobs/io/template-rows.ts';
import { paramOf } from '../../spec/params.ts';
import type { PlannedJob } from '../../spec/types.ts';
import type { JobReport } from './report.ts';

/** One class: a few control points of about 20 digits each. */
const BYTES_PER_CLASS = 400;

/** Templates (columns, stacks, sections, boxes) and the particles' box of an analysis. */
export function checkAnalysis(job: PlannedJob): JobReport {
  const template = String(job.args.template);
  const particle = String(job.args.particle);
  const { count, pixelSizeA, boxPx } = readParticleGeometry(particle, template);
  const distA = job.args.physical_membrane_dist ?? paramOf(job.kind, 'physical_membrane_dist')?.default;
  const fault = membraneFault(Number(distA), pixelSizeA, boxPx);
  if (fault) refuse(particle, `column blob/psize_A: ${fault}`);
  const rows = readTemplateRows(template, String(job.args.input_base_dir));
  checkTemplates(rows);
  const items = rows.templates.length;
  const path = String(job.args.output);
  if (existsSync(path)) requireCurvesFile(path);
  const output = { path, sizeBytes: BYTES_PER_CLASS * items };
  return { job, particles: count, items, unit: 'classes', outputs: [output] };
}
