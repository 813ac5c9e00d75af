import { refuse } from '../../base/errors.ts';
import { Random } from '../../base/random.ts';
import { membraneHalfWidthPx } from '../pose.ts';
import { elevate } from './bernstein.ts';
import { coarseCurve } from './coarse.ts';
import { coveredShare, strengthAlong } from './coverage.ts';
import { CurveSpan } from './curve-span.ts';
import { hasEndStrayed } from './end-drift.ts';
import { fitTrack, type TrackFit } from './fit-track.ts';
import { likelyMembrane, sampleLikelyPoints } from './likely-membrane.ts';
import { FastObjective } from './objective-fast.ts';
import { refine } from './refine.ts';
import { BilayerResponse } from './response.ts';
import { signalRadiusPx } from './signal-circle.ts';
import { bareShare } from './support.ts';
import { trackMembranes, type Track } from './track.ts';
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

/** A track that ends this near the circle of signal, in half-widths D, goes on outside the picture. */
const RIM = 1.5;
/**
 * A curve covers as much of a membrane as it can follow to within this, in half-widths D. Of a ring it never covers all,
 * so there the place matters more.
 */
const TOLERANCE = 1 / 6;
const RING_TOLERANCE = 1 / 10;
/**
 * A higher degree follows the noise, and swings outside the picture; and a curve whose walk ends at t = -2 is exact in
 * the float32 steps of the subtraction only up to here.
 */
const HIGHEST_FITTED_DEGREE = 6;
/** The draft stops short of the threshold: its samples, further apart, may miss the sharpest place. */
const DRAFT_CURVATURE = 0.9;
const DRAFT_SAMPLES = 60;
const DRAFT_FLOOR = 1e-3;
/** A smaller covered share is worth a warning. */
const WELL_COVERED = 0.9;
/** A larger share of the curve without membrane is worth a warning. */
const BARE = 0.05;

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

  const response = new BilayerResponse(image, box, halfWidthPx);
  const objective = new FastObjective(image, { box, halfWidthPx, curvatureThreshold });
  const frame = { box, halfWidthPx, signalRadiusPx: signalRadiusPx(image, box) };
  const tracks = trackMembranes(response, { ...frame, curvatureThreshold, steps: options.coarseIterations });
  const start = bestStart(tracks, coarse, response, objective, frame);
  const controlPoints = refined(image, start, objective, { ...options, ...frame, random });
  const fitness = objective.evaluate(controlPoints);
  const share = coveredShare(tracks, objective, halfWidthPx);
  const bare = bareShare(objective, response, frame);
  return {
    controlPoints: Array.from({ length: controlPoints.length / 2 }, (_, i) => [
      controlPoints[2 * i],
      controlPoints[2 * i + 1],
    ]),
    objective: fitness,
    coveredShare: share,
    warnings: [
      ...(share < WELL_COVERED ? [coverageWarning(label, share, start.span.degree, tracks)] : []),
      ...(bare > BARE ? [bareWarning(label, bare)] : []),
      ...(hasEndStrayed(objective, response, frame) ? [endWarning(label)] : []),
    ],
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

/** The curve along the clearest track, or the coarse curve where that follows more of the membrane. */
function bestStart(
  tracks: readonly Track[],
  coarse: Float64Array,
  response: BilayerResponse,
  objective: FastObjective,
  { box, halfWidthPx, signalRadiusPx }: { box: number; halfWidthPx: number; signalRadiusPx: number },
): TrackFit {
  const degree = coarse.length / 2 - 1;
  const whole = new CurveSpan(degree, 0, 1);
  const coarseFit = { span: whole, nodes: whole.fromControlPoints(coarse) };
  const centre = (box - 1) / 2;
  const rim = signalRadiusPx - RIM * halfWidthPx;
  const isOpen = (x: number, y: number): boolean => Math.hypot(x - centre, y - centre) > rim;
  const [clearest] = tracks;
  if (!clearest || clearest.points.length / 2 <= degree + 1) return coarseFit;
  const tolerancePx = Math.max(1, halfWidthPx * (clearest.closed ? RING_TOLERANCE : TOLERANCE));
  const tracked = fitTrack(clearest, { box, highestDegree: degree, tolerancePx, isOpen });
  const strength = ({ span, nodes }: TrackFit): number => {
    objective.evaluate(span.controlPoints(nodes));
    return strengthAlong(objective, response);
  };
  return strength(coarseFit) > strength(tracked) ? coarseFit : tracked;
}

function bareWarning(label: string, share: number): string {
  const percent = Math.round(100 * share);
  return `${label}: ${percent} % of the curve shows no clear bilayer: look at the curve on the class average before using it`;
}

function endWarning(label: string): string {
  return `${label}: at an end the membrane seems to lie beside the curve: look at the curve on the class average before using it`;
}

function coverageWarning(label: string, share: number, degree: number, tracks: readonly Track[]): string {
  const percent = Math.round(100 * share);
  const why = tracks[0]?.closed
    ? 'it is closed, which one curve cannot be'
    : 'the rest bends too much, or is another membrane';
  return `${label}: the curve of degree ${degree} covers ${percent} % of the membrane: ${why}`;
}
