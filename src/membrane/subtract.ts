/**
 * The membrane subtraction of one particle after the other (algorithms.md 3), fast and exact (speed.md 1): the same
 * result as reference.ts, which is its oracle. Scratch memory is kept; nothing is allocated per particle.
 */
import { JobError } from '../base/errors.ts';
import { BandColumns } from './band-columns.ts';
import { CurveSamples, sampleCurve } from './curve.ts';
import { DistanceBand } from './distance-band.ts';
import { fillWithNoise } from './noise-fill.ts';
import { ProfileLayer } from './profile-layer.ts';
import { FIRST_FACTOR, ScalingSearch } from './scaling.ts';
import { SCALING_FACTORS } from './scaling-factors.ts';

export interface SubtractorOptions {
  /** Side of the images, pixels. */
  box: number;
  /** D: the membrane reaches this far to either side of the curve, whole pixels >= 1. */
  halfWidthPx: number;
  /** Step of the curve's parameter. */
  pointsStep: number;
  /** Added to the best scaling factor. */
  bias?: number;
}

export interface ParticleItem {
  /** For error messages: which particle of which stack, and its class. */
  name: string;
  /** Seed of the noise that replaces pixels which are not finite: the same for the same particle in every run. */
  noiseSeed: number;
}

export interface Subtraction {
  lambda: number;
  /** Index of lambda among the scaling factors, 0..49. */
  lambdaIndex: number;
  /** Largest column sum of the masked residual at lambda. */
  cost: number;
  sampleCount: number;
  /** Pixels of the input that were not finite, and were filled by noise. */
  nanPixels: number;
}

export class ParticleSubtractor {
  private readonly options: Required<SubtractorOptions>;
  private readonly samples = new CurveSamples();
  private readonly band: DistanceBand;
  private readonly layer: ProfileLayer;
  private readonly columns: BandColumns;
  private readonly search = new ScalingSearch();
  /** Made when the first particle with pixels that are not finite comes: them as NaN, and as 0. */
  private holed: Float32Array | null = null;
  private clean: Float32Array | null = null;

  constructor(options: SubtractorOptions) {
    const { box, halfWidthPx } = options;
    this.options = { bias: 0, ...options };
    this.band = new DistanceBand(box, halfWidthPx);
    this.layer = new ProfileLayer(box, halfWidthPx);
    this.columns = new BandColumns(box, halfWidthPx, this.band);
  }

  /**
   * Writes I - (lambda + bias) A into `out` (another array than `image`, both box x box, row-major).
   * `placedPoints` are the control points in this particle, [x0, y0, x1, y1, ...].
   * Errors: JobError 'CurveOutsideBox' and 'NoTangent', which begin with the item's name.
   */
  subtract(image: Float32Array, placedPoints: Float64Array, out: Float32Array, item: ParticleItem): Subtraction {
    const { box, pointsStep, bias } = this.options;
    const { samples } = this;
    sampleCurve(placedPoints, pointsStep, box, samples);
    this.checkSamples(item);
    const nanPixels = isAllFinite(image) ? 0 : this.separateHoles(image);
    const clean = nanPixels > 0 && this.clean ? this.clean : image;
    const holed = nanPixels > 0 && this.holed ? this.holed : image;
    this.band.fill(samples);
    this.layer.lay(holed, samples);
    this.columns.fill(clean, this.layer, FIRST_FACTOR);
    this.search.run(this.columns);
    const lambda = SCALING_FACTORS[this.search.index];
    this.subtractModel(clean, lambda + bias, out);
    if (nanPixels > 0) fillWithNoise(out, holed, item.noiseSeed);
    return { lambda, lambdaIndex: this.search.index, cost: this.search.cost, sampleCount: samples.count, nanPixels };
  }

  private checkSamples(item: ParticleItem): void {
    const { count, nx, t } = this.samples;
    const { box, pointsStep } = this.options;
    if (count === 0) {
      throw new JobError(
        'CurveOutsideBox',
        `${item.name}: no point of the membrane curve lies in the box of ${box} px (points_step ${pointsStep}); ` +
          'check the control points of the class and the pose of the particle',
      );
    }
    for (let i = 0; i < count; i++) {
      if (nx[i] === nx[i]) continue;
      throw new JobError(
        'NoTangent',
        `${item.name}: the membrane curve has no direction at t = ${t[i]}; check the control points of the class`,
      );
    }
  }

  private separateHoles(image: Float32Array): number {
    this.holed ??= new Float32Array(image.length);
    this.clean ??= new Float32Array(image.length);
    let count = 0;
    for (let pixel = 0; pixel < image.length; pixel++) {
      const isHole = !Number.isFinite(image[pixel]);
      this.holed[pixel] = isHole ? NaN : image[pixel];
      this.clean[pixel] = isHole ? 0 : image[pixel];
      if (isHole) count++;
    }
    return count;
  }

  private subtractModel(image: Float32Array, scale: number, out: Float32Array): void {
    const { band, columns } = this;
    const { box, model } = columns;
    out.set(image);
    for (let row = columns.top; row < columns.bottom; row++) {
      const end = row * box + band.end[row];
      for (let pixel = row * box + band.first[row]; pixel < end; pixel++) {
        out[pixel] = image[pixel] - scale * model[pixel];
      }
    }
  }
}

/** False when a pixel may not be finite; the sum over all pixels shows it. */
function isAllFinite(image: Float32Array): boolean {
  let sum = 0;
  for (let pixel = 0; pixel < image.length; pixel++) sum += image[pixel];
  return Number.isFinite(sum);
}
