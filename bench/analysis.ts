import { analyzeTemplate } from '../src/membrane/analysis/analyze.ts';
import { FastObjective } from '../src/membrane/analysis/objective-fast.ts';
import { drawAverage, shapes } from '../test/membrane/analysis/synthetic.ts';

const CURVATURE_THRESHOLD = 0.05;
const MEMBRANE_A = 35;
/** Box and half-width of the membrane, pixels. */
const SIZES = [
  [128, 13],
  [256, 26],
  [320, 32],
] as const;
/** Control points in boxes, [x0, y0, x1, y1, ...]. */
const CURVES = {
  oblique: [0.29, 0.18, 0.36, 0.42, 0.34, 0.44, 0.54, 0.85],
  upright: [0.5, 0.03, 0.56, 0.31, 0.53, 0.63, 0.5, 0.97],
  level: [0.03, 0.5, 0.31, 0.56, 0.63, 0.53, 0.97, 0.5],
};
const EVALUATIONS = 3000;
const TEMPLATE_BOX = 128;
const TEMPLATE_HALF_WIDTH_PX = 13;

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

/** What the analysis costs on one core. */
export async function run(): Promise<void> {
  for (const [box, halfWidthPx] of SIZES) {
    for (const [curve, boxes] of Object.entries(CURVES)) {
      const rate = Math.max(...[0, 1, 2].map(() => evaluationsPerSecond(box, halfWidthPx, boxes)));
      console.log(`box ${box}  D ${halfWidthPx}  ${curve.padEnd(8)} ${Math.round(rate)} evaluations/s`);
    }
  }
  const scene = { box: TEMPLATE_BOX, halfWidthPx: TEMPLATE_HALF_WIDTH_PX, noise: 0.3, proteins: 8 };
  for (const [name, shape] of Object.entries(shapes(TEMPLATE_BOX))) {
    const { image } = drawAverage(shape, scene);
    const seconds = [0, 1, 2].map(() => processorSeconds(() => analyzeAt256(image)));
    console.log(`template at 256  ${name.padEnd(20)} ${Math.min(...seconds).toFixed(2)} s`);
  }
}
