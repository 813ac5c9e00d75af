import { InputError, type Problem } from '../../base/errors.ts';
import { openMrc } from '../../formats/mrc/read.ts';
import { readParticleGeometry } from '../../jobs/io/particle-rows.ts';
import { readTemplateRows, type TemplateRows } from '../../jobs/io/template-rows.ts';
import type { PlannedJob } from '../../spec/types.ts';
import type { JobReport } from './report.ts';

/** One class: a few control points of about 20 digits each. */
const BYTES_PER_CLASS = 400;

/** Templates (columns, stacks, sections, boxes) and the particles' box of an analysis. */
export function checkAnalysis(job: PlannedJob): JobReport {
  const baseDir = String(job.args.input_base_dir);
  const { count } = readParticleGeometry(String(job.args.particle));
  const rows = readTemplateRows(String(job.args.template), baseDir);
  const problems = [...new Set(rows.templates.map((template) => template.stack))].flatMap((stack) =>
    stackProblems(stack, rows),
  );
  if (problems.length > 0) throw new InputError(problems);
  const classes = rows.templates.length;
  const output = { path: String(job.args.output), sizeBytes: BYTES_PER_CLASS * classes };
  return { job, particles: count, items: classes, unit: 'classes', outputs: [output] };
}

function stackProblems(stack: string, { boxPx, inputFile, templates }: TemplateRows): Problem[] {
  const reader = openMrc(stack);
  reader.close();
  const { columns, rows, sections } = reader.header;
  if (columns !== boxPx || rows !== boxPx) {
    const message = `its images are ${columns} x ${rows} px, but blob/shape of ${inputFile} says ${boxPx} x ${boxPx}`;
    return [{ where: stack, message }];
  }
  const beyond = templates.find((template) => template.stack === stack && template.classId >= sections);
  if (!beyond) return [];
  const message = `column blob/idx: got ${beyond.classId}, but ${stack} has ${sections} images (0 to ${sections - 1})`;
  return [{ where: inputFile, message }];
}
