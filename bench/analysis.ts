import { analyzeTemplate } from '../src/membrane/analysis/analyze.ts';
import { FastObjective } from '../src/membrane/analysis/objective-fast.ts';
import { drawAverage, shapes } from '../test/membrane/analysis/synthetic.ts';
import { analysisJobRows } from './analysis-job.ts';
import { interleave } from './interleave.ts';
import type { BenchGroup, BenchRow, BenchScale } from './table.ts';

const CURVATURE_THRESHOLD = 0.05;
const MEMBRANE_A = 35;
/** Box and half-width of the membrane, pixels; evaluations a second that were promised. */
const SIZES = [
  [128, 13, 15_000],
  [256, 26, 5500],
  [320, 32, 3800],
] as const;
/** Control points in boxes, [x0, y0, x1, y1, ...]. */
const CURVES = {
  oblique: [0.29, 0.18, 0.36, 0.42, 0.34, 0.44, 0.54, 0.85],
  upright: [0.5, 0.03, 0.56, 0.31, 0.53, 0.63, 0.5, 0.97],
  level: [0.03, 0.5, 0.31, 0.56, 0.63, 0.53, 0.97, 0.5],
  diagonal: [0.02, 0.02, 0.34, 0.34, 0.66, 0.66, 0.98, 0.98],
};
const EVALUATIONS = 3000;
const ROUNDS: Record<BenchScale, number> = { full: 5, quick: 3, smallest: 1 };
const TEMPLATE_BOX = 128;
const TEMPLATE_HALF_WIDTH_PX = 13;
/** Averages as they come: with bright proteins; and noisier, masked by a disc. */
const SCENES = {
  'with proteins': { noise: 0.3, proteins: 8 },
  'noisy, masked': { noise: 0.5, proteins: 6, mask: 0.92 },
};

/** Evaluations of the objective a second; each of a curve that differs a little from the one before. */
function evaluationsPerSecond(box: number, halfWidthPx: number, boxes: readonly number[]): number {
  const { image } = drawAverage(shapes(box).tilted, { box, halfWidthPx, noise: 0.3 });
  const objective = new FastObjective(image, { box, halfWidthPx, curvatureThreshold: CURVATURE_THRESHOLD });
  const points = Float64Array.from(boxes, (value) => value * box);
  const seconds = processorSeconds(() => {
    for (let i = 0; i < EVALUATIONS; i++) {
      points[2] += 1e-3;
      objective.evaluate(points);
    }
  });
  return EVALUATIONS / seconds;
}

/** Not the time on the clock: that depends on what else the machine does. */
function processorSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** One class average in a particle box of 256, all settings as by default. */
function analyzeAt256(template: Float32Array): void {
  analyzeTemplate(template, TEMPLATE_BOX, {
    label: 'class 0',
    box: 256,
    pixelSizeA: MEMBRANE_A / (2 * TEMPLATE_HALF_WIDTH_PX + 0.5),
    physicalMembraneDistA: MEMBRANE_A,
    numPoints: 600,
    degree: 3,
    coarseIterations: 300,
    refineIterations: 700,
    ditheringRangePx: 50,
    curvatureThreshold: CURVATURE_THRESHOLD,
    seed: 0,
  });
}

/** What the analysis costs on one core, in processor time; and the job. */
export const analysis: BenchGroup = {
  name: 'analysis',
  run: async (scale) => [
    ...(await objectiveRows(scale)),
    ...(await templateRows(scale)),
    ...(await analysisJobRows(scale)),
  ],
};

/** The slowest curve counts. */
async function objectiveRows(scale: BenchScale): Promise<BenchRow[]> {
  const sizes = scale === 'smallest' ? SIZES.slice(0, 1) : SIZES;
  const rows: BenchRow[] = [];
  for (const [box, halfWidthPx, atLeast] of sizes) {
    const times = await interleave(
      ROUNDS[scale],
      Object.fromEntries(
        Object.entries(CURVES).map(([curve, boxes]) => [curve, () => evaluationsPerSecond(box, halfWidthPx, boxes)]),
      ),
    );
    const rates = Object.entries(times).map(([name, list]) => ({ name, value: Math.max(...list), unit: '/s' }));
    const [slowest, ...faster] = rates.sort((a, b) => a.value - b.value);
    rows.push({
      name: `objective of the analysis, box ${box}, slowest curve`,
      value: slowest?.value ?? NaN,
      unit: 'evaluations/s',
      target: { atLeast },
      parts: slowest ? [slowest, faster.at(-1) ?? slowest] : null,
    });
  }
  return rows;
}

/** The slowest class average counts. */
async function templateRows(scale: BenchScale): Promise<BenchRow[]> {
  const all = Object.entries(shapes(TEMPLATE_BOX)).slice(0, scale === 'smallest' ? 1 : undefined);
  const rows: BenchRow[] = [];
  for (const [scene, settings] of Object.entries(SCENES)) {
    const times = await interleave(
      ROUNDS[scale],
      Object.fromEntries(
        all.map(([name, shape]) => {
          const { image } = drawAverage(shape, {
            box: TEMPLATE_BOX,
            halfWidthPx: TEMPLATE_HALF_WIDTH_PX,
            ...settings,
          });
          return [name, () => processorSeconds(() => analyzeAt256(image))];
        }),
      ),
    );
    const seconds = Object.entries(times).map(([name, list]) => ({ name, value: Math.min(...list), unit: 's' }));
    const [slowest, ...faster] = seconds.sort((a, b) => b.value - a.value);
    rows.push({
      name: `analysis of a class average ${scene}, box 256, slowest of ${all.length}`,
      value: slowest?.value ?? NaN,
      unit: 's',
      target: { atMost: 0.5 },
      parts: slowest ? [slowest, faster.at(-1) ?? slowest] : null,
    });
  }
  return rows;
}
