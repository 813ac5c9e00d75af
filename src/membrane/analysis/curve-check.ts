import { coveredShare } from './coverage.ts';
import { hasEndStrayed } from './end-drift.ts';
import { noiseLevel } from './noise-level.ts';
import { FastObjective } from './objective-fast.ts';
import { BilayerResponse } from './response.ts';
import { signalRadiusPx } from './signal-circle.ts';
import { bareShare } from './support.ts';
import { trackMembranes, type Track } from './track.ts';

/** A smaller covered share is worth a warning. */
const WELL_COVERED = 0.9;
/** A larger share of the curve without membrane is worth a warning. */
const BARE = 0.05;

export interface CheckSettings {
  /** Of the image, px. */
  box: number;
  halfWidthPx: number;
  /** Curvature above which a curve is penalised, 1/px. */
  curvatureThreshold: number;
  /** Steps that following the membranes may take. */
  trackSteps: number;
}

/** What a class average shows, and what speaks against a curve on it, whoever drew that curve. */
export class CurveCheck {
  readonly response: BilayerResponse;
  readonly objective: FastObjective;
  /** The clearest first. */
  readonly tracks: Track[];
  readonly frame: { box: number; halfWidthPx: number; signalRadiusPx: number; noiseLevel: number };

  /** @param image row-major, box x box, finite */
  constructor(image: Float32Array, { box, halfWidthPx, curvatureThreshold, trackSteps }: CheckSettings) {
    this.response = new BilayerResponse(image, box, halfWidthPx);
    this.objective = new FastObjective(image, { box, halfWidthPx, curvatureThreshold });
    const seen = { box, halfWidthPx, signalRadiusPx: signalRadiusPx(image, box) };
    this.frame = { ...seen, noiseLevel: noiseLevel(this.response, seen) };
    this.tracks = trackMembranes(this.response, { ...this.frame, curvatureThreshold, steps: trackSteps });
  }

  /** @param controlPoints interleaved */
  judge(controlPoints: Float64Array): { objective: number; coveredShare: number; warnings: string[] } {
    const { objective, response, frame, tracks } = this;
    const fitness = objective.evaluate(controlPoints);
    const share = coveredShare(tracks, objective, response, frame);
    const bare = bareShare(objective, response, frame);
    const warnings = [
      ...(share < WELL_COVERED ? [coverageWarning(share, controlPoints.length / 2 - 1, tracks)] : []),
      ...(bare > BARE ? [bareWarning(bare)] : []),
      ...(hasEndStrayed(objective, response, frame) ? [END_WARNING] : []),
    ];
    return { objective: fitness, coveredShare: share, warnings };
  }
}

const END_WARNING =
  'at an end the membrane seems to lie beside the curve: look at the curve on the class average before using it';

function bareWarning(share: number): string {
  const percent = Math.round(100 * share);
  return `${percent} % of the curve shows no clear bilayer: look at the curve on the class average before using it`;
}

function coverageWarning(share: number, degree: number, tracks: readonly Track[]): string {
  const percent = Math.round(100 * share);
  const why = tracks[0]?.closed
    ? 'it is closed, which one curve cannot be'
    : 'the rest bends too much, or is another membrane';
  return `the curve of degree ${degree} covers ${percent} % of the membrane: ${why}`;
}
