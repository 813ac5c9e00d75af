import { InputError, refuse } from '../../base/errors.ts';
import { readControlPointsFile, requireClasses } from '../../jobs/io/control-points.ts';
import type { ImageShape } from '../../jobs/io/image-shape.ts';
import { requireDistinctOutputs, stackOutputPath, type InputAndOutput } from '../../jobs/io/output-paths.ts';
import type { ParticleRows } from '../../jobs/io/particle-rows.ts';
import { readTemplateRows } from '../../jobs/io/template-rows.ts';
import { paramOf } from '../../spec/params.ts';
import type { JobSpec, PlannedJob } from '../../spec/types.ts';
import { imageBytes } from './disk.ts';
import type { InputCache } from './input-cache.ts';
import type { JobReport } from './report.ts';

/** Columns, referenced stacks, boxes, sections, classes and outputs of a PMS job. */
export function checkPms(job: PlannedJob, jobs: readonly JobSpec[], inputs: InputCache): JobReport {
  const rows = inputs.particleRows(job);
  const pairs = stackOutputs(job, rows.stacks);
  let shapes: ImageShape[] = [];
  const problems = [
    () => checkClasses(job, jobs, rows),
    () => void readTemplateRows(String(job.args.template), String(job.args.input_base_dir)),
    () => requireDistinctOutputs(pairs, rows.inputFile),
    () => void (shapes = inputs.stackShapes(job)),
  ].flatMap(problemsOf);
  if (problems.length > 0) throw new InputError(problems);
  const outputs = pairs.map(({ output }, i) => ({ path: output, sizeBytes: imageBytes(shapes[i]) }));
  return { job, particles: rows.count, items: rows.stacks.length, unit: 'stacks', outputs };
}

function problemsOf(check: () => void) {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
}

/** Where a PMS job puts the subtracted stacks. */
export function stackOutputs({ kind, args, output_root }: JobSpec, stacks: readonly string[]): InputAndOutput[] {
  const place = { outputRoot: output_root, outputDirname: outputDirname(args.output_dirname, kind) };
  return stacks.map((input) => ({ input, output: stackOutputPath(input, place) }));
}

/** The `output_dirname` of a job's arguments, or its default. */
export function outputDirname(given: unknown, kind: JobSpec['kind']): string {
  return String(given ?? paramOf(kind, 'output_dirname')?.default);
}

/** Every class of the particles needs control points; those of an analysis in this batch will be its templates' classes. */
function checkClasses({ args, depends_on }: JobSpec, jobs: readonly JobSpec[], rows: ParticleRows): void {
  const file = String(args.control_points);
  const classes = new Set(rows.classId);
  const analysis = jobs.find((job) => job.args.output === file && depends_on.includes(job.job_id));
  if (!analysis) {
    requireClasses(file, readControlPointsFile(file), classes);
    return;
  }
  const templates = readTemplateRows(String(analysis.args.template), String(analysis.args.input_base_dir)).templates;
  const known = templates.map((template) => template.classId);
  const missing = [...classes].filter((id) => !known.includes(id));
  if (missing.length === 0) return;
  const message = `has particles of class ${missing.join(', ')}, but ${analysis.job_id} analyses only ${known.join(', ')}`;
  refuse(rows.inputFile, `${message}. Give it the templates of these classes too`);
}
