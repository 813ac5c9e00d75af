import { existsSync } from 'node:fs';
import { readControlPointsFile, requireClasses } from '../../jobs/io/control-points.ts';
import { stackOutputPath } from '../../jobs/io/output-paths.ts';
import { readParticleRows, type ParticleRows } from '../../jobs/io/particle-rows.ts';
import { openMrc } from '../../formats/mrc/read.ts';
import { membraneHalfWidthPx, placeControlPoints } from '../../membrane/pose.ts';
import { splitPaths } from '../../spec/input-base-dir.ts';
import type { AllowedRoots } from '../allowed-roots.ts';
import type { ParticleList, ParticleView } from '../api.ts';
import { pixelsOf, sectionPng, type Pixels } from '../files/images.ts';
import { HttpError } from '../http-error.ts';
import { FileCache } from './file-cache.ts';
import { argOf, requireKind, type FoundJob } from './find-job.ts';
import { previewParticle, type Preview } from './particle-preview.ts';

const tables = new FileCache<ParticleRows>(4);
const previews = new FileCache<Shown>(16);

interface Shown {
  view: ParticleView;
  pixels: Pixels;
}

/** The stacks of a PMS job. Particles are counted stack after stack, in the order of the file. */
export function listParticles(roots: AllowedRoots, job: FoundJob): ParticleList {
  const rows = rowsOf(roots, job);
  let first = 0;
  const stacks = rows.stacks.map((raw, index) => {
    const count = rows.rowsOf[index]?.length ?? 0;
    const output = outputOf(job, raw);
    first += count;
    return { raw, output, first: first - count, count, ready: existsSync(output) };
  });
  const classes = [...new Set(rows.classId)].sort((a, b) => a - b);
  return { boxPx: rows.boxPx, pixelSizeA: rows.pixelSizeA[0] ?? 0, count: first, stacks, classes };
}

/** One particle: its numbers, and raw, model, subtracted and mask as images. @throws HttpError 404, InputError, JobError */
export function showParticle(roots: AllowedRoots, job: FoundJob, index: number): Shown {
  const rows = rowsOf(roots, job);
  const { stack, row } = placeOf(rows, index);
  const raw = roots.file(rows.stacks[stack] ?? '');
  const output = outputOf(job, rows.stacks[stack] ?? '');
  const curves = roots.file(String(argOf(job, 'control_points')));
  const made = existsSync(output) ? [roots.file(output)] : [];
  const key = JSON.stringify([index, job.args]);
  return previews.get([raw, curves, ...made], key, () =>
    show(rows, job, { index, row, raw, output, curves }, made[0] ?? null),
  );
}

/** A small picture of a raw particle, PNG. @throws HttpError 404 */
export function particleThumb(roots: AllowedRoots, job: FoundJob, index: number, side: number): Promise<Uint8Array> {
  const rows = rowsOf(roots, job);
  const { stack, row } = placeOf(rows, index);
  return sectionPng(roots.file(rows.stacks[stack] ?? ''), rows.section[row] ?? 0, side);
}

interface Place {
  index: number;
  row: number;
  raw: string;
  output: string;
  curves: string;
}

function show(
  rows: ParticleRows,
  job: FoundJob,
  { index, row, raw, output, curves }: Place,
  made: string | null,
): Shown {
  const { boxPx } = rows;
  const section = rows.section[row] ?? 0;
  const classId = rows.classId[row] ?? 0;
  const pixelSizeA = rows.pixelSizeA[row] ?? 0;
  const psiRad = rows.psiRad[row] ?? 0;
  const pose = { psiRad, shiftXPx: rows.shiftXPx[row] ?? 0, shiftYPx: rows.shiftYPx[row] ?? 0 };
  const points = requireClasses(curves, readControlPointsFile(curves), [classId]).get(classId) ?? new Float64Array();
  const placed = placeControlPoints(points, boxPx, pose);
  const halfWidthPx = membraneHalfWidthPx(Number(argOf(job, 'physical_membrane_dist')), pixelSizeA);
  const image = readSection(raw, section, boxPx);
  const preview = previewParticle(image, placed, made === null ? null : readSection(made, section, boxPx), {
    box: boxPx,
    halfWidthPx,
    pointsStep: Number(argOf(job, 'points_step')),
    bias: Number(argOf(job, 'bias') ?? 0),
    name: `class ${classId}, row ${row} (section ${section} of ${raw})`,
    noiseSeed: section,
  });
  const { model, subtracted, mask, ...numbers } = preview;
  const view: ParticleView = {
    index,
    row,
    stack: raw,
    section,
    output,
    ready: made !== null,
    classId,
    boxPx,
    pixelSizeA,
    halfWidthPx,
    psiDeg: (psiRad * 180) / Math.PI,
    shiftXPx: pose.shiftXPx,
    shiftYPx: pose.shiftYPx,
    lambda: numbers.lambda,
    nanPixels: numbers.nanPixels,
    curve: numbers.curve,
    controlPoints: pairsOf(placed),
    profile: profileOf(numbers.profile, pixelSizeA),
  };
  return { view, pixels: pixelsOf(boxPx, boxPx, [image, model, subtracted, mask]) };
}

function profileOf(
  { distancePx, raw, model, subtracted }: Preview['profile'],
  pixelSizeA: number,
): ParticleView['profile'] {
  return { distanceA: distancePx.map((px) => Number((px * pixelSizeA).toFixed(3))), raw, model, subtracted };
}

export function pairsOf(interleaved: Float64Array): [number, number][] {
  return Array.from({ length: interleaved.length / 2 }, (_, i) => [
    interleaved[2 * i] ?? 0,
    interleaved[2 * i + 1] ?? 0,
  ]);
}

function rowsOf(roots: AllowedRoots, job: FoundJob): ParticleRows {
  requireKind(job, ['bezierfit_particle_pms'], 'particles to subtract');
  const particle = String(argOf(job, 'particle'));
  const files = splitPaths(particle).map((path) => roots.file(path));
  const baseDir = String(argOf(job, 'input_base_dir'));
  return tables.get(files, baseDir, () => readParticleRows(particle, baseDir));
}

function outputOf(job: FoundJob, raw: string): string {
  return stackOutputPath(raw, { outputRoot: job.outputRoot, outputDirname: String(argOf(job, 'output_dirname')) });
}

function placeOf({ rowsOf }: ParticleRows, index: number): { stack: number; row: number } {
  let first = 0;
  for (const [stack, rows] of rowsOf.entries()) {
    const row = rows[index - first];
    if (row !== undefined) return { stack, row };
    first += rows.length;
  }
  throw new HttpError(404, `There is no particle ${index}; the job has ${first}, counted from 0`);
}

function readSection(path: string, section: number, box: number): Float32Array {
  const reader = openMrc(path);
  try {
    const { columns, rows } = reader.header;
    if (columns !== box || rows !== box)
      throw new HttpError(422, `${path} is ${columns} x ${rows}, expected ${box} x ${box}`);
    return reader.readSection(section);
  } finally {
    reader.close();
  }
}
