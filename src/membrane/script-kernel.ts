import { BandColumns } from './band-columns.ts';
import type { CurveSamples } from './curve.ts';
import { DistanceBand } from './distance-band.ts';
import type { CanvasStatistics, FoundFactor, KernelOptions, MembraneKernel } from './kernel.ts';
import { ProfileLayer } from './profile-layer.ts';
import { ScalingSearch } from './scaling.ts';
import { FIRST_FACTOR } from './scaling-factors.ts';

/** The kernel in TypeScript: exact to the last digit but for the table of the soft edge. Takes images with NaN. */
export class ScriptKernel implements MembraneKernel {
  readonly canvas: Float32Array;
  private readonly columns: BandColumns;
  private readonly search = new ScalingSearch();
  private readonly band: DistanceBand;
  private readonly layer: ProfileLayer;

  constructor({ box, halfWidthPx }: KernelOptions) {
    this.canvas = new Float32Array(box * box);
    this.band = new DistanceBand(box, halfWidthPx);
    this.layer = new ProfileLayer(box, halfWidthPx);
    this.columns = new BandColumns(halfWidthPx, this.band.memory, this.layer.memory);
  }

  sampleCurve(): number {
    return 0;
  }

  prepare(image: Float32Array, samples: CurveSamples | null): boolean {
    if (samples === null || !isAllFinite(image)) return false;
    this.prepareHoled(image, image, samples);
    return true;
  }

  /** Like `prepare`, for an image with holes: given with NaN in them, for the profile, and with 0, for the rest. */
  prepareHoled(holed: Float32Array, clean: Float32Array, samples: CurveSamples): void {
    this.band.fill(samples);
    this.layer.lay(holed, samples);
    if (clean !== holed) this.layer.memory.image.set(clean);
    this.columns.fill(FIRST_FACTOR);
  }

  findFactor(): FoundFactor {
    this.search.run(this.columns);
    return this.search;
  }

  finish(scale: number, out: Float32Array): void {
    this.columns.finish(scale, out);
  }

  canvasStatistics(): CanvasStatistics | null {
    return null;
  }
}

/** False when a pixel is not finite (or the sum overflows); by sums that do not wait for each other. */
function isAllFinite(image: Float32Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = image.length & ~3;
  for (let pixel = 0; pixel < whole; pixel += 4) {
    a += image[pixel];
    b += image[pixel + 1];
    c += image[pixel + 2];
    d += image[pixel + 3];
  }
  for (let pixel = whole; pixel < image.length; pixel++) a += image[pixel];
  return Number.isFinite(a + b + c + d);
}
