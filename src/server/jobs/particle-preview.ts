import { CurveSamples, sampleCurve } from '../../membrane/curve.ts';
import { maskImage } from '../../membrane/mask-image.ts';
import { PROFILE_MARGIN_PX, ProfileLayer } from '../../membrane/profile-layer.ts';
import { ParticleSubtractor } from '../../membrane/subtract.ts';

export interface PreviewOptions {
  box: number;
  halfWidthPx: number;
  pointsStep: number;
  bias: number;
  /** For messages. */
  name: string;
  noiseSeed: number;
}

export interface Preview {
  /** What is taken away: raw - subtracted. */
  model: Float32Array;
  subtracted: Float32Array;
  mask: Float32Array;
  lambda: number;
  nanPixels: number;
  /** px of the particle. */
  curve: [number, number][];
  /** Means along the curve at each distance from it. */
  profile: { distancePx: number[]; raw: number[]; model: number[]; subtracted: number[] };
}

/** Points of a curve that is drawn. */
const DRAWN_POINTS = 200;

/**
 * All there is to see of one subtraction, by the same code as the job's.
 * @param placed control points in the particle; @param made the job's own result, when it is there
 * @throws JobError as ParticleSubtractor
 */
export function previewParticle(
  image: Float32Array,
  placed: Float64Array,
  made: Float32Array | null,
  { box, halfWidthPx, pointsStep, bias, name, noiseSeed }: PreviewOptions,
): Preview {
  const computed = new Float32Array(image.length);
  const subtractor = new ParticleSubtractor({ box, halfWidthPx, pointsStep, bias });
  const { lambda, nanPixels } = subtractor.subtract(image, placed, computed, { name, noiseSeed });
  const subtracted = made ?? computed;
  const model = image.map((value, i) => (Number.isFinite(value) ? value - (subtracted[i] ?? 0) : 0));
  const samples = sampleCurve(placed, pointsStep, box, new CurveSamples());
  const layer = new ProfileLayer(box, halfWidthPx);
  const profile = (pixels: Float32Array): number[] => {
    layer.lay(pixels, samples);
    return Array.from(layer.profile, (value) => Number(value.toPrecision(6)));
  };
  const reach = halfWidthPx + PROFILE_MARGIN_PX;
  return {
    model,
    subtracted,
    mask: maskImage(samples, box, halfWidthPx),
    lambda,
    nanPixels,
    curve: drawnCurve(samples),
    profile: {
      distancePx: Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach),
      raw: profile(image),
      model: profile(model),
      subtracted: profile(subtracted),
    },
  };
}

type DrawnSamples = { count: number; x: ArrayLike<number>; y: ArrayLike<number> };

/** Evenly chosen samples, with both ends. */
export function drawnCurve({ count, x, y }: DrawnSamples): [number, number][] {
  const points = Math.min(count, DRAWN_POINTS);
  return Array.from({ length: points }, (_, i) => {
    const at = points > 1 ? Math.round((i * (count - 1)) / (points - 1)) : 0;
    return [Number((x[at] ?? 0).toFixed(2)), Number((y[at] ?? 0).toFixed(2))];
  });
}
