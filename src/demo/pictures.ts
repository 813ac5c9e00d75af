import { join } from 'node:path';
import { readJsonFile } from '../base/json.ts';
import { openMrc } from '../formats/mrc/read.ts';
import { blur } from './blur.ts';
import { Canvas, binned, rangeOf, type Colour } from './canvas.ts';
import { OUTPUT_PATHS, PROJECT_PATHS, type DemoFolder } from './layout.ts';
import type { ClassAverages } from './measure-averages.ts';
import { readImage, type JudgedParticle } from './measure-particles.ts';
import type { Truth } from './truth.ts';

const GAP_PX = 8;
const CURVE: Colour = [255, 190, 0];
const MICROGRAPH_BINNING = 3;
/** For the eye: single particles are nearly all noise. */
const PARTICLE_BLUR_PX = 1.8;

/** A micrograph: left as it was, right with the membranes taken out. */
export function drawMicrograph(folder: DemoFolder, truth: Truth, jobId: string, index: number): void {
  const { name } = truth.micrographs[index];
  const { widthPx } = truth.settings;
  const read = (path: string) => binned(readImage(path), widthPx, MICROGRAPH_BINNING);
  const before = read(join(folder.project, PROJECT_PATHS.micrograph(name)));
  const after = read(join(folder.run(jobId), OUTPUT_PATHS.micrograph(name)));
  const columns = Math.floor(widthPx / MICROGRAPH_BINNING);
  const canvas = new Canvas(2 * columns + GAP_PX, before.length / columns);
  canvas.lay(before, columns, rangeOf(before), 0, 0);
  canvas.lay(after, columns, rangeOf(before), columns + GAP_PX, 0);
  canvas.save(folder.picture('micrograph'));
}

/** One particle a column: before, after, and the true protein without membrane and noise. */
export function drawParticles(folder: DemoFolder, truth: Truth, examples: readonly JudgedParticle[]): void {
  const { boxPx } = truth.settings;
  const canvas = new Canvas(examples.length * (boxPx + GAP_PX) - GAP_PX, 3 * (boxPx + GAP_PX) - GAP_PX);
  examples.forEach(({ raw, subtracted, protein }, column) => {
    const left = column * (boxPx + GAP_PX);
    const before = blur(raw, boxPx, boxPx, PARTICLE_BLUR_PX);
    const after = blur(subtracted, boxPx, boxPx, PARTICLE_BLUR_PX);
    canvas.lay(before, boxPx, rangeOf(before), left, 0);
    canvas.lay(after, boxPx, rangeOf(before), left, boxPx + GAP_PX);
    canvas.lay(protein, boxPx, rangeOf(protein, 4), left, 2 * (boxPx + GAP_PX));
  });
  canvas.save(folder.picture('particles'));
}

/** One class a column: the class average with the fitted curve, the average before, the average after. */
export function drawClasses(
  folder: DemoFolder,
  truth: Truth,
  averages: readonly ClassAverages[],
  controlPointsFile: string,
): void {
  const size = truth.settings.templateBoxPx;
  const curves = readJsonFile(controlPointsFile) as Record<string, [number, number][]>;
  const templates = openMrc(join(folder.project, PROJECT_PATHS.averages));
  const canvas = new Canvas(averages.length * (2 * size + GAP_PX) - GAP_PX, 3 * (2 * size + GAP_PX) - GAP_PX);
  averages.forEach(({ classId, before, after }, column) => {
    const left = column * (2 * size + GAP_PX);
    const template = templates.readSection(classId);
    canvas.lay(template, size, rangeOf(template), left, 0, 2);
    canvas.lay(before, size, rangeOf(before), left, 2 * size + GAP_PX, 2);
    canvas.lay(after, size, rangeOf(before), left, 2 * (2 * size + GAP_PX), 2);
    const scale = (2 * (size - 1)) / (truth.settings.boxPx - 1);
    for (const [x, y] of walkInBox(curves[classId] ?? [], truth.settings.boxPx)) {
      for (const [dx, dy] of [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
      ])
        canvas.dot(left + x * scale + dx, y * scale + dy, CURVE);
    }
  });
  templates.close();
  canvas.save(folder.picture('classes'));
}

/** The curve as the subtraction walks it: from its middle to both sides as long as it stays in the box. */
function* walkInBox(controlPoints: readonly [number, number][], boxPx: number): Generator<[number, number]> {
  for (const step of [0.002, -0.002]) {
    for (let t = 0.5; Math.abs(t) < 2; t += step) {
      const [x, y] = bezierPoint(controlPoints, t);
      if (!(x >= 0 && y >= 0 && x < boxPx && y < boxPx)) break;
      yield [x, y];
    }
  }
}

function bezierPoint(controlPoints: readonly [number, number][], t: number): readonly [number, number] {
  let points = controlPoints;
  while (points.length > 1) {
    points = points.slice(1).map(([x, y], i) => [(1 - t) * points[i][0] + t * x, (1 - t) * points[i][1] + t * y]);
  }
  return points[0] ?? [NaN, NaN];
}
