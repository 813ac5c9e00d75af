import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors.ts';
import { analyzeTemplate, type AnalysisOptions, type TemplateFit } from '../../../src/membrane/analysis/analyze.ts';
import { FastObjective } from '../../../src/membrane/analysis/objective-fast.ts';
import { readSection } from '../../helpers/golden.ts';
import { SHARED_DATA, describeWithSharedData } from '../../helpers/shared-data.ts';
import { goldenClasses } from './golden-classes.ts';
import { distance, drawAverage, shapes, type Scene, type SyntheticAverage } from './synthetic.ts';

const BOX = 128;
const HALF_WIDTH_PX = 13;
const DEFAULTS: AnalysisOptions = {
  label: 'class 0',
  box: BOX,
  pixelSizeA: 35 / (HALF_WIDTH_PX + 0.5),
  physicalMembraneDistA: 35,
  numPoints: 600,
  degree: 3,
  coarseIterations: 300,
  refineIterations: 700,
  ditheringRangePx: 50,
  curvatureThreshold: 0.05,
  seed: 0,
};

/** Points of the drawn curve (walk as in the subtraction) within `share` of half the box from the centre. */
function drawnPoints(controlPoints: ArrayLike<number>, box: number, share = 0.85): Float64Array {
  const walker = new FastObjective(new Float32Array(box * box), { box, halfWidthPx: 4, curvatureThreshold: 1 });
  walker.evaluate(controlPoints);
  const points: number[] = [];
  for (let i = 0; i < walker.sampleCount; i++) {
    const [x, y] = [walker.x[i], walker.y[i]];
    if (Math.hypot(x - box / 2, y - box / 2) < (share * box) / 2) points.push(x, y);
  }
  return Float64Array.from(points);
}

function furthest(points: Float64Array, from: Float64Array): number {
  let most = 0;
  for (let i = 0; i < points.length; i += 2) most = Math.max(most, distance(from, points[i], points[i + 1]));
  return most;
}

/** Share of the true line's inner part that the drawn curve covers. */
function coverage(points: Float64Array, { line, box }: SyntheticAverage, withinPx: number): number {
  let covered = 0;
  let total = 0;
  for (let i = 0; i < line.length; i += 2) {
    if (Math.hypot(line[i] - box / 2, line[i + 1] - box / 2) > 0.4 * box) continue;
    total++;
    if (distance(points, line[i], line[i + 1]) < withinPx) covered++;
  }
  return covered / total;
}

function fitScene(shape: string, scene: Partial<Scene>, options: Partial<AnalysisOptions> = {}) {
  const average = drawAverage(shapes(BOX)[shape], { box: BOX, halfWidthPx: HALF_WIDTH_PX, ...scene });
  const fit = analyzeTemplate(average.image, BOX, { ...DEFAULTS, ...options });
  const points = drawnPoints(fit.controlPoints.flat(), BOX);
  return { fit, offPx: furthest(points, average.line), covered: coverage(points, average, HALF_WIDTH_PX / 2), average };
}

describeWithSharedData('analysis, golden', () => {
  for (const golden of goldenClasses()) {
    it(`${golden.name}: reaches the best known objective, on the known curve`, () => {
      const { box, pixelSizeA, curvatureThreshold, templateBox, template, best } = golden;
      const fit = analyzeTemplate(template, templateBox, { ...DEFAULTS, box, pixelSizeA, curvatureThreshold });
      expect(fit.objective).toBeGreaterThan(0.995 * best.fitness);
      const [ours, known] = [fit.controlPoints.flat(), best.controlPoints].map((p) => drawnPoints(p, box, 0.8));
      expect(furthest(ours, known)).toBeLessThan(2);
      expect(furthest(known, ours)).toBeLessThan(2);
      expect(fit).toMatchObject({ coveredShare: 1, warnings: [] });
    });
  }
});

describeWithSharedData('analysis, real class averages', () => {
  for (let index = 0; index < 5; index++) {
    it(`class average ${index} at box 256: the same curve for every seed`, () => {
      const template = readSection(join(SHARED_DATA, 'real/class_averages_128px_2.67A.mrc'), index);
      const fits = [0, 1].map((seed) =>
        analyzeTemplate(template, 128, { ...DEFAULTS, box: 256, pixelSizeA: 2.67 / 2, seed }),
      );
      const [one, other] = fits.map((fit) => drawnPoints(fit.controlPoints.flat(), 256, 0.8));
      expect(furthest(one, other)).toBeLessThan(26 / 8);
      expect(fits[0].warnings).toEqual([]);
    });
  }
});

const open = Object.keys(shapes(BOX)).filter((name) => !/vesicle|180/.test(name));
const scenes: [string, Partial<Scene>][] = [
  ['clean', {}],
  ['faint, masked', { noise: 0.5, mask: 0.92 }],
  ['noisy', { noise: 0.35, seed: 5 }],
];

describe('analysis of drawn membranes', () => {
  for (const shape of open) {
    it.each(scenes)(`${shape}, %s: lies on the membrane and covers it`, (_, scene) => {
      const { fit, offPx, covered } = fitScene(shape, scene);
      expect(offPx).toBeLessThan(2.5);
      expect(covered).toBeGreaterThan(0.95);
      expect(fit.warnings).toEqual([]);
    });
  }

  it.each(open)('%s with proteins on one side: stays between the leaflets and is covered', (shape) => {
    for (const seed of [1, 2, 3]) {
      const { fit, offPx, covered } = fitScene(shape, { noise: 0.3, proteins: 8, seed });
      expect(offPx).toBeLessThan(HALF_WIDTH_PX / 3);
      expect(covered).toBeGreaterThan(0.95);
      expect(fit.warnings).toEqual([]);
    }
  });

  it('follows a U with straight legs, as well as a cubic can, and closely with more degrees', () => {
    const cubic = fitScene('bend of 180 degrees', {});
    expect(cubic.offPx).toBeLessThan(HALF_WIDTH_PX / 2);
    expect(cubic.covered).toBeGreaterThan(0.85);
    expect(fitScene('bend of 180 degrees', {}, { degree: 5 }).offPx).toBeLessThan(2.5);
  });

  it.each(['vesicle', 'off-centre vesicle'])('%s: covers what it can, draws nothing off the ring, warns', (shape) => {
    const { fit, offPx, covered } = fitScene(shape, { noise: 0.3 });
    expect(offPx).toBeLessThan(3);
    expect(covered).toBeGreaterThan(0.7);
    expect(Math.abs(fit.coveredShare - covered)).toBeLessThan(0.1);
    expect(fit.warnings).toEqual([expect.stringMatching(/^class 0: the curve of degree 3 covers \d+ % .*closed/)]);
    const higher = fitScene(shape, { noise: 0.3 }, { degree: 5 });
    expect(higher.covered).toBeGreaterThan(0.95);
    expect(higher.fit.warnings).toEqual([]);
  });

  it('ends where the membrane ends', () => {
    const half = (u: number): [number, number] => [u * 0.55 * BOX - 5, 0.45 * BOX + 4 * Math.sin(3 * u)];
    const average = drawAverage(half, { box: BOX, halfWidthPx: HALF_WIDTH_PX, noise: 0.2 });
    const fit = analyzeTemplate(average.image, BOX, DEFAULTS);
    const points = drawnPoints(fit.controlPoints.flat(), BOX);
    expect(furthest(points, average.line)).toBeLessThan(HALF_WIDTH_PX / 2);
    expect(coverage(points, average, HALF_WIDTH_PX / 2)).toBeGreaterThan(0.9);
  });

  it('finds the same membrane whatever the scale and the background of the average', () => {
    const { average, offPx } = fitScene('slight arc', { noise: 0.3 });
    expect(offPx).toBeLessThan(2);
    for (const change of [(v: number) => 1e-4 * v, (v: number) => 500 * v, (v: number) => v + 0.3]) {
      const fit = analyzeTemplate(average.image.map(change), BOX, DEFAULTS);
      expect(furthest(drawnPoints(fit.controlPoints.flat(), BOX), average.line)).toBeLessThan(2);
    }
  });
});

describe('analysis arguments', () => {
  const { average } = fitScene('S shape', { noise: 0.3 });
  const analyze = (options: Partial<AnalysisOptions>): TemplateFit =>
    analyzeTemplate(average.image, BOX, { ...DEFAULTS, ...options });

  it('gives the same result for the same seed', () => {
    expect(analyze({ seed: 4 })).toEqual(analyze({ seed: 4 }));
    expect(analyze({ seed: 4 }).controlPoints).not.toEqual(analyze({ seed: 5 }).controlPoints);
  });

  it.each([3, 4, 7, 12])('gives degree %i + 1 control points inside the box', (degree) => {
    const { controlPoints, objective } = analyze({ degree });
    expect(controlPoints).toHaveLength(degree + 1);
    expect(Math.max(...controlPoints.flat())).toBeLessThan(BOX);
    expect(Math.min(...controlPoints.flat())).toBeGreaterThan(0);
    expect(objective).toBeGreaterThan(0);
  });

  it('moves no control point further than the dithering range in the refinement', () => {
    const start = analyze({ refineIterations: 0 }).controlPoints.flat();
    expect(analyze({ ditheringRangePx: 0 }).controlPoints.flat()).toEqual(start);
    const moved = analyze({ ditheringRangePx: 1 }).controlPoints.flat();
    expect(moved).not.toEqual(start);
    moved.forEach((value, i) => expect(Math.abs(value - start[i])).toBeLessThanOrEqual(1 + 1e-9));
  });

  it('improves with the refinement, and works without any iteration', () => {
    expect(analyze({}).objective).toBeGreaterThan(analyze({ refineIterations: 0 }).objective);
    const bare = analyze({ coarseIterations: 0, refineIterations: 0, numPoints: 10, degree: 12 });
    expect(bare.controlPoints.flat().every(Number.isFinite)).toBe(true);
  });

  it('keeps below the curvature threshold', () => {
    const { fit } = fitScene('slight arc', { noise: 0.35 }, { curvatureThreshold: 0.012 });
    const walker = new FastObjective(average.image, { box: BOX, halfWidthPx: 4, curvatureThreshold: 1 });
    walker.evaluate(fit.controlPoints.flat());
    expect(walker.maxCurvature).toBeLessThanOrEqual(0.012);
  });

  it('names the class when there is nothing to fit', () => {
    const blank = (): TemplateFit =>
      analyzeTemplate(new Float32Array(BOX * BOX), BOX, { ...DEFAULTS, label: 'class 9' });
    expect(blank).toThrow(InputError);
    expect(blank).toThrow(/^class 9: /);
    const broken = average.image.slice();
    broken[77] = NaN;
    expect(() => analyzeTemplate(broken, BOX, DEFAULTS)).toThrow(/^class 0: .*not numbers/);
  });
});
