import { existsSync } from 'node:fs';
import { InputError, messageOf } from '../../base/errors.ts';
import { readCsJoined } from '../../formats/cs/join.ts';
import { openMrc } from '../../formats/mrc/read.ts';
import { readControlPointsFile, requireClasses } from '../../jobs/io/control-points.ts';
import { readParticleGeometry } from '../../jobs/io/particle-rows.ts';
import { readTemplateRows, type TemplateRows } from '../../jobs/io/template-rows.ts';
import { CurveCheck } from '../../membrane/analysis/curve-check.ts';
import { FastObjective } from '../../membrane/analysis/objective-fast.ts';
import { boxPenalty, curvaturePenalty } from '../../membrane/analysis/objective.ts';
import { zoomToBox } from '../../membrane/analysis/zoom.ts';
import { membraneHalfWidthPx } from '../../membrane/pose.ts';
import { ParticleSubtractor } from '../../membrane/subtract.ts';
import { splitPaths } from '../../spec/input-base-dir.ts';
import type { AllowedRoots } from '../allowed-roots.ts';
import type { ClassList, ClassView, CurveWarnings, Objective } from '../api.ts';
import { pixelsOf, type Pixels } from '../files/images.ts';
import { HttpError } from '../http-error.ts';
import { controlPointsFile, revisionOf } from './control-points.ts';
import { FileCache } from './file-cache.ts';
import { argOf, requireKind, type FoundJob } from './find-job.ts';
import { drawnCurve } from './particle-preview.ts';
import { pairsOf } from './particles.ts';

interface Geometry {
  boxPx: number;
  pixelSizeA: number;
  halfWidthPx: number;
  curvatureThreshold: number;
}
interface ClassTable extends Geometry {
  rows: TemplateRows;
  particles: Map<number, number> | null;
}

const USUAL_THRESHOLD = 0.05;
/** `coarsefit_iter` of an analysis. */
const USUAL_STEPS = 300;
/** Of an analysis, which has none: the tutorial's. */
const USUAL_STEP = 0.001;
const tables = new FileCache<ClassTable>(4);
const images = new FileCache<Float32Array>(64);
const objectives = new FileCache<FastObjective>(64);
/** Each holds some megabytes. */
const checks = new FileCache<CurveCheck>(16);

/** Class averages of an analysis or PMS job with their curves. */
export function listClasses(roots: AllowedRoots, job: FoundJob): ClassList {
  const { rows, particles, ...geometry } = tableOf(roots, job);
  const path = controlPointsFile(roots, job);
  const exists = existsSync(path);
  const file = exists ? readControlPointsFile(path) : {};
  const classes = rows.templates.map(({ classId }): ClassView => {
    const count = particles && (particles.get(classId) ?? 0);
    const none = { classId, controlPoints: null, curve: [], objective: null, particles: count };
    if (file[String(classId)] === undefined) return { ...none, fault: null };
    try {
      const points = requireClasses(path, file, [classId]).get(classId) ?? new Float64Array();
      const objective = judge(roots, job, classId, points);
      return { ...none, controlPoints: pairsOf(points), curve: objective.curve, objective, fault: null };
    } catch (error) {
      return { ...none, fault: error instanceof InputError ? (error.problems[0]?.message ?? '') : messageOf(error) };
    }
  });
  return { ...geometry, controlPointsFile: path, exists, revision: revisionOf(path), classes };
}

/** A class average zoomed to the box of the particles, as the analysis sees it. */
export function classPixels(roots: AllowedRoots, job: FoundJob, classId: number): Pixels {
  const table = tableOf(roots, job);
  return pixelsOf(table.boxPx, table.boxPx, [imageOf(roots, table, classId)]);
}

/** How good a curve is (algorithms 5.4); the work per call is a few milliseconds, for it follows a dragged handle. */
export function judge(roots: AllowedRoots, job: FoundJob, classId: number, points: Float64Array): Objective {
  const table = tableOf(roots, job);
  const { boxPx: box, halfWidthPx, curvatureThreshold } = table;
  const stack = stackOf(roots, table, classId);
  const objective = objectives.get([stack], JSON.stringify([classId, box, halfWidthPx, curvatureThreshold]), () => {
    return new FastObjective(imageOf(roots, table, classId), { box, halfWidthPx, curvatureThreshold });
  });
  const fitness = objective.evaluate(points);
  return {
    fitness: Number.isFinite(fitness) ? fitness : null,
    correlation: objective.correlation,
    curvaturePenalty: curvaturePenalty(objective.maxCurvature, curvatureThreshold),
    boxPenalty: boxPenalty(points, box),
    maxCurvature: objective.maxCurvature,
    curve: drawnCurve({ count: objective.sampleCount, x: objective.x, y: objective.y }),
  };
}

/** What speaks against a curve, whoever drew it: the same that the analysis warns of. */
export function checkCurve(roots: AllowedRoots, job: FoundJob, classId: number, points: Float64Array): CurveWarnings {
  const table = tableOf(roots, job);
  const { boxPx: box, halfWidthPx, curvatureThreshold } = table;
  const image = imageOf(roots, table, classId);
  if (!image.every(Number.isFinite)) return { warnings: ['the class average holds values that are not numbers'] };
  const trackSteps = Number(argOf(job, 'coarsefit_iter') ?? USUAL_STEPS);
  const settings = { box, halfWidthPx, curvatureThreshold, trackSteps };
  const check = checks.get([stackOf(roots, table, classId)], JSON.stringify([classId, settings]), () => {
    return new CurveCheck(image, settings);
  });
  return { warnings: check.judge(points).warnings };
}

/**
 * What Particle PMS would take away along a curve, and what it would leave of the average.
 * @throws JobError as ParticleSubtractor
 */
export function classModel(roots: AllowedRoots, job: FoundJob, classId: number, points: Float64Array): Pixels {
  const table = tableOf(roots, job);
  const { boxPx: box, halfWidthPx } = table;
  const pointsStep = Number(argOf(job, 'points_step') ?? USUAL_STEP);
  const image = imageOf(roots, table, classId);
  const left = new Float32Array(image.length);
  const subtractor = new ParticleSubtractor({ box, halfWidthPx, pointsStep });
  subtractor.subtract(image, points, left, { name: `class ${classId}`, noiseSeed: classId });
  const model = image.map((value, i) => (Number.isFinite(value) ? value - (left[i] ?? 0) : 0));
  return pixelsOf(box, box, [model, left]);
}

function tableOf(roots: AllowedRoots, job: FoundJob): ClassTable {
  requireKind(job, ['bezierfit_mem_analyze', 'bezierfit_particle_pms'], 'class averages');
  const template = roots.file(String(argOf(job, 'template')));
  const particle = String(argOf(job, 'particle'));
  const files = splitPaths(particle).map((path) => roots.file(path));
  const more = JSON.stringify([
    argOf(job, 'input_base_dir'),
    argOf(job, 'physical_membrane_dist'),
    argOf(job, 'cur_penalty_thr'),
  ]);
  return tables.get([template, ...files], more, () => {
    const { boxPx, pixelSizeA } = readParticleGeometry(particle, template);
    return {
      rows: readTemplateRows(template, String(argOf(job, 'input_base_dir'))),
      particles: countClasses(files),
      boxPx,
      pixelSizeA,
      halfWidthPx: membraneHalfWidthPx(Number(argOf(job, 'physical_membrane_dist')), pixelSizeA),
      curvatureThreshold: Number(argOf(job, 'cur_penalty_thr') ?? USUAL_THRESHOLD),
    };
  });
}

/** Particles of each class; null when the file does not say. */
function countClasses(files: readonly string[]): Map<number, number> | null {
  const values: unknown = readCsJoined([...files], ['alignments2D/class']).columns.get('alignments2D/class')?.values;
  if (!ArrayBuffer.isView(values)) return null;
  const counts = new Map<number, number>();
  for (const value of values as Uint32Array) counts.set(Number(value), (counts.get(Number(value)) ?? 0) + 1);
  return counts;
}

function stackOf(roots: AllowedRoots, { rows }: ClassTable, classId: number): string {
  const found = rows.templates.find((template) => template.classId === classId);
  if (!found) throw new HttpError(404, `There is no class ${classId}`);
  return roots.file(found.stack);
}

function imageOf(roots: AllowedRoots, table: ClassTable, classId: number): Float32Array {
  const stack = stackOf(roots, table, classId);
  return images.get([stack], `${classId} ${table.boxPx}`, () => {
    const reader = openMrc(stack);
    try {
      return zoomToBox(reader.readSection(classId), reader.header.columns, table.boxPx);
    } finally {
      reader.close();
    }
  });
}
