import type { Random } from '../../base/random.ts';
import { clearestArc } from './arc-scan.ts';
import { strengthAlong } from './coverage.ts';
import type { CurveCheck } from './curve-check.ts';
import { CurveSpan } from './curve-span.ts';
import { fitTrack, type TrackFit } from './fit-track.ts';
import { settle } from './settle.ts';
import type { Track } from './track.ts';

/** A track that ends this near the circle of signal, in half-widths D, goes on outside the picture. */
const RIM = 1.5;
/**
 * A curve covers as much of a membrane as it can follow to within this, in half-widths D. Of a ring it never covers all,
 * so there the place matters more.
 */
const TOLERANCE = 1 / 6;
const RING_TOLERANCE = 1 / 10;
/** So many tracks are tried. */
const TRIED_TRACKS = 3;
/** An arc must show so many times as much as a track, which follows bends that no arc has. */
const CLEARER = 1.1;

/**
 * Where the refinement starts: of the curves along the clearest tracks, the one along the clearest arc and the coarse
 * curve the one that shows most bilayer above the noise.
 */
export function bestStart(
  { tracks, response, objective, frame }: CurveCheck,
  coarse: Float64Array,
  options: { curvatureThreshold: number; random: Random },
): TrackFit {
  const { box, halfWidthPx, signalRadiusPx } = frame;
  const degree = coarse.length / 2 - 1;
  const centre = (box - 1) / 2;
  const rim = signalRadiusPx - RIM * halfWidthPx;
  const isOpen = (x: number, y: number): boolean => Math.hypot(x - centre, y - centre) > rim;
  const fitOf = (track: Track): TrackFit => {
    const tolerancePx = Math.max(1, halfWidthPx * (track.closed ? RING_TOLERANCE : TOLERANCE));
    return fitTrack(track, { box, highestDegree: degree, tolerancePx, isOpen });
  };
  const whole = new CurveSpan(degree, 0, 1);
  const strengthOf = ({ span, nodes }: TrackFit): number => {
    objective.evaluate(span.controlPoints(nodes));
    return strengthAlong(objective, response, frame);
  };
  const starts = [
    ...tracks.slice(0, TRIED_TRACKS).filter(isLong).map(fitOf),
    { span: whole, nodes: whole.fromControlPoints(coarse) },
  ].map((fit) => ({ fit, strength: strengthOf(fit) }));
  const best = starts.reduce((a, b) => (b.strength > a.strength ? b : a));
  const arc = clearestArc(response, { ...frame, ...options });
  if (!arc || !isLong(arc)) return best.fit;
  const arcFit = settle(fitOf(arc), response, { ...frame, ...options });
  return strengthOf(arcFit) > CLEARER * best.strength ? arcFit : best.fit;

  function isLong({ points }: Track): boolean {
    return points.length / 2 > degree + 1;
  }
}
