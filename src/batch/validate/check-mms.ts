import { existsSync } from 'node:fs';
import { InputError, refuse } from '../../base/errors.ts';
import { mxtPathOf } from '../../formats/mxt/write.ts';
import { findClashes, findSubtractedStack, micrographOutputPath, outputStarPath } from '../../jobs/io/output-paths.ts';
import { readParticleStacks } from '../../jobs/io/particle-rows.ts';
import { requireStarPlace } from '../../jobs/io/star-place.ts';
import { boxesOutside, checkStarImages } from '../../jobs/io/star-checks.ts';
import { readStarRows } from '../../jobs/io/star-rows.ts';
import type { JobSpec, PlannedJob } from '../../spec/types.ts';
import { outputDirname, stackOutputs } from './check-pms.ts';
import { fileBytes, imageBytes } from './disk.ts';
import type { JobReport } from './report.ts';

/** Columns, micrographs, stacks, sections, boxes and outputs of an MMS job, and whether its subtracted stacks will be there. */
export function checkMms(job: PlannedJob, jobs: readonly JobSpec[]): JobReport {
  const rows = readStarRows(String(job.args.particle), String(job.args.input_base_dir));
  const place = { outputRoot: job.output_root, outputDirname: outputDirname(job.args.output_dirname, job.kind) };
  const pairs = rows.micrographs.map((input) => ({ input, output: micrographOutputPath(input, place) }));
  const clashes = findClashes(pairs, rows.inputFile);
  if (clashes.length > 0) throw new InputError(clashes);
  const images = checkStarImages(
    rows,
    pairs.map(({ input }, index) => ({ input, index })),
    rows.stacks,
  );
  const outside = boxesOutside(rows, images);
  if (outside.length > 0) throw new InputError(outside);
  checkSubtracted(job, jobs, rows.stacks);
  const outputs = pairs.map(({ output }, i) => ({ path: output, sizeBytes: imageBytes(images.micrographs.get(i)) }));
  if (job.args.write_output_star !== false) {
    const given = job.args.output_star_path;
    const path = outputStarPath(rows.inputFile, place, typeof given === 'string' ? given : null);
    requireStarPlace(path, rows.inputFile);
    outputs.push({ path, sizeBytes: fileBytes(rows.inputFile) });
  }
  return { job, particles: rows.count, items: rows.micrographs.length, unit: 'micrographs', outputs };
}

/** The subtracted stacks come from a PMS job of this batch, or must be there. */
function checkSubtracted(job: JobSpec, jobs: readonly JobSpec[], stacks: readonly string[]): void {
  const { particle, particle_output_root: root, output_dirname, require_particle_mxt } = job.args;
  const place = {
    particleOutputRoot: typeof root === 'string' ? root : null,
    outputRoot: job.output_root,
    outputDirname: outputDirname(output_dirname, job.kind),
  };
  const pms = jobs.find((one) => job.depends_on.includes(one.job_id) && one.output_root === root);
  const made = new Set(pms ? outputsOf(pms) : []);
  const isThere = (path: string) => existsSync(path) && (require_particle_mxt === false || existsSync(mxtPathOf(path)));
  const lacking = stacks.filter((stack) => {
    const path = findSubtractedStack(stack, place);
    return !made.has(path) && !isThere(path);
  });
  const [first] = lacking;
  if (first === undefined) return;
  const count = `${lacking.length} of its ${stacks.length} stacks`;
  if (pms) {
    const message = `the PMS job ${pms.job_id} does not subtract ${count}, first ${first}`;
    refuse(String(particle), `${message}. Use the STAR and .cs file of the same particles`);
  }
  const message = `${count} are not subtracted yet (no stack, or no .mxt beside it), first ${findSubtractedStack(first, place)}`;
  refuse(String(particle), `${message}. Add the PMS job to the batch, or set particle_output_root to its output root`);
}

function outputsOf(pms: JobSpec): string[] {
  const stacks = readParticleStacks(String(pms.args.particle), String(pms.args.input_base_dir));
  return stackOutputs(pms, stacks).map(({ output }) => output);
}
