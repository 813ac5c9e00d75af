import { refuse } from '../../base/errors.ts';
import { Random } from '../../base/random.ts';
import { membraneHalfWidthPx } from '../pose.ts';
import { elevate } from './bernstein.ts';
import { coarseCurve } from './coarse.ts';
import { CurveCheck } from './curve-check.ts';
import type { TrackFit } from './fit-track.ts';
import { likelyMembrane, sampleLikelyPoints } from './likely-membrane.ts';
import { FastObjective } from './objective-fast.ts';
import { refine } from './refine.ts';
import { bestStart } from './start.ts';
import { zoomToBox } from './zoom.ts';

export interface AnalysisOptions {
  /** Names the class in messages: `class 3`. */
  label: string;
  /** Box and pixel size of the particles. */
  box: number;
  pixelSizeA: number;
  physicalMembraneDistA: number;
  /** Points of the coarse fit. */
  numPoints: number;
  degree: number;
  /** Steps that following the membranes may take. */
  coarseIterations: number;
  /** Generations of the refinement; it stops earlier when nothing changes any more. */
  refineIterations: number;
  /** How far a control point may move in the refinement, px. */
  ditheringRangePx: number;
  /** Curvature above which a curve is penalised, 1/px. */
  curvatureThreshold: number;
  seed: number;
}

export interface TemplateFit {
  /** Control points in pixels of the particle box. Fewer than degree + 1 only where the membrane ends (warned). */
  controlPoints: [number, number][];
  /** F of the curve. (algorithms 5.4) */
  objective: number;
  /** How much of the membrane that was seen lies on the curve, 0..1. */
  coveredShare: number;
  warnings: string[];
}

/**
 * A higher degree follows the noise, and swings outside the picture; and a curve whose walk ends at t = -2 is exact in
 * the float32 steps of the subtraction only up to here.
 */
const HIGHEST_FITTED_DEGREE = 6;
/** The draft stops short of the threshold: its samples, further apart, may miss the sharpest place. */
const DRAFT_CURVATURE = 0.9;
const DRAFT_SAMPLES = 60;
const DRAFT_FLOOR = 1e-3;

/**
 * Fits a Bezier curve to the membrane of one class average. The same input and seed give the same curve.
 * @param template row-major, templateBox x templateBox, any scale
 * @throws InputError naming `label` when there is nothing to fit; JobError when the membrane is thinner than a pixel
 */
export function analyzeTemplate(template: Float32Array, templateBox: number, options: AnalysisOptions): TemplateFit {
  const { box, label, curvatureThreshold } = options;
  if (!template.every(Number.isFinite)) refuse(label, 'its class average holds values that are not numbers');
  const image = zoomToBox(template, templateBox, box);
  const halfWidthPx = membraneHalfWidthPx(options.physicalMembraneDistA, options.pixelSizeA);
  const random = new Random(options.seed);
  const degree = Math.min(options.degree, HIGHEST_FITTED_DEGREE);
  const likely = likelyMembrane(image, box, label);
  const coarse = coarseCurve(sampleLikelyPoints(likely, box, options.numPoints, random), degree);

  const check = new CurveCheck(image, { box, halfWidthPx, curvatureThreshold, trackSteps: options.coarseIterations });
  const start = bestStart(check, coarse, { curvatureThreshold, random });
  const controlPoints = refined(image, start, check.objective, { ...options, ...check.frame, random });
  const { warnings, ...judged } = check.judge(controlPoints);
  return {
    controlPoints: Array.from({ length: controlPoints.length / 2 }, (_, i) => [
      controlPoints[2 * i],
      controlPoints[2 * i + 1],
    ]),
    ...judged,
    warnings: warnings.map((warning) => `${label}: ${warning}`),
  };
}

/** The start refined on a draft of the objective, or the start itself where the draft missed a sharp place. */
function refined(
  image: Float32Array,
  start: TrackFit,
  objective: FastObjective,
  options: AnalysisOptions & { halfWidthPx: number; signalRadiusPx: number; random: Random },
): Float64Array {
  const { span, nodes } = start;
  const { box, halfWidthPx, curvatureThreshold } = options;
  const draft = new FastObjective(
    image,
    { box, halfWidthPx, curvatureThreshold: DRAFT_CURVATURE * curvatureThreshold },
    { step: (span.to - span.from) / DRAFT_SAMPLES, floor: DRAFT_FLOOR },
  );
  const fitted = refine(draft, start, { ...options, generations: options.refineIterations });
  const degree = span.ends ? Math.min(options.degree, HIGHEST_FITTED_DEGREE) : options.degree;
  return better(objective, elevate(fitted, degree), elevate(span.controlPoints(nodes), degree));
}

function better(objective: FastObjective, a: Float64Array, b: Float64Array): Float64Array {
  return objective.evaluate(a) >= objective.evaluate(b) ? a : b;
}
