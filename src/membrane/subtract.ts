/**
 * The membrane subtraction of one particle after the other (algorithms.md 3), fast and exact (speed.md 1): the same
 * result as reference.ts, which is its oracle. Scratch memory is kept; none is allocated per particle.
 */
import { JobError, messageOf } from '../base/errors.ts';
import { CurveSamples, sampleCurve } from './curve.ts';
import type { CanvasStatistics, KernelOptions, MembraneKernel } from './kernel.ts';
import { fillWithNoise } from './noise-fill.ts';
import { SCALING_FACTORS } from './scaling-factors.ts';
import { ScriptKernel } from './script-kernel.ts';
import { WasmKernel } from './wasm-kernel.ts';

export interface SubtractorOptions extends KernelOptions {
  /** Step of the curve's parameter. */
  pointsStep: number;
  /** Added to the best scaling factor. */
  bias?: number;
  /** `auto`: WebAssembly where it can be had. */
  kernel?: 'auto' | 'wasm' | 'typescript';
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

/** Why the WebAssembly kernel cannot be used on this machine, so that `auto` means TypeScript; null when it can. */
export function whyNoWasm(): string | null {
  try {
    new WasmKernel({ box: 8, halfWidthPx: 1 });
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

export class ParticleSubtractor {
  private readonly options: SubtractorOptions;
  private readonly samples = new CurveSamples();
  private readonly kernel: MembraneKernel;
  /** Made when the first particle comes that the kernel cannot do: the one that can, and pixels with NaN and with 0. */
  private forHoles: { kernel: ScriptKernel; holed: Float32Array; clean: Float32Array } | null = null;

  constructor(options: SubtractorOptions) {
    this.options = options;
    this.kernel = makeKernel(options);
  }

  /** Where an image can be put for `subtractCanvas`, box x box; another array after each subtraction. */
  get canvas(): Float32Array {
    return this.kernel.canvas;
  }

  /** Statistics of the canvas; undefined when the kernel does not know them (not all pixels are finite, no WebAssembly). */
  canvasStatistics(): CanvasStatistics | undefined {
    return this.kernel.canvasStatistics() ?? undefined;
  }

  /** Like `subtract`, of the image in `canvas`, which then holds the result: nothing is copied. */
  subtractCanvas(placedPoints: Float64Array, item: ParticleItem): Subtraction {
    return this.run(null, placedPoints, null, item);
  }

  /**
   * Writes I - (lambda + bias) A into `out` (box x box, row-major, as `image`).
   * `placedPoints` are the control points in this particle, [x0, y0, x1, y1, ...].
   * Errors: JobError 'CurveOutsideBox' and 'NoTangent', which begin with the item's name.
   */
  subtract(image: Float32Array, placedPoints: Float64Array, out: Float32Array, item: ParticleItem): Subtraction {
    const { canvas } = this;
    return this.run(image === canvas ? null : image, placedPoints, out === canvas ? null : out, item);
  }

  /** null: the canvas. */
  private run(
    image: Float32Array | null,
    placedPoints: Float64Array,
    out: Float32Array | null,
    item: ParticleItem,
  ): Subtraction {
    const { box, pointsStep } = this.options;
    const { samples, kernel } = this;
    const sampledThere = kernel.sampleCurve(placedPoints, pointsStep);
    if (sampledThere > 0 && kernel.prepare(image ?? kernel.canvas, null))
      return this.finish(kernel, out ?? kernel.canvas, sampledThere, 0);
    const { count } = sampleCurve(placedPoints, pointsStep, box, samples);
    this.checkSamples(item);
    if (kernel.prepare(image ?? kernel.canvas, samples)) return this.finish(kernel, out ?? kernel.canvas, count, 0);
    return this.subtractHoled(image ?? kernel.canvas, out ?? kernel.canvas, item);
  }

  /** Finds the factor for what the kernel has prepared, and subtracts. */
  private finish(kernel: MembraneKernel, out: Float32Array, sampleCount: number, nanPixels: number): Subtraction {
    const { index, cost } = kernel.findFactor();
    const lambda = SCALING_FACTORS[index];
    kernel.finish(lambda + (this.options.bias ?? 0), out);
    return { lambda, lambdaIndex: index, cost, sampleCount, nanPixels };
  }

  private subtractHoled(image: Float32Array, out: Float32Array, item: ParticleItem): Subtraction {
    this.forHoles ??= {
      kernel: this.kernel instanceof ScriptKernel ? this.kernel : new ScriptKernel(this.options),
      holed: new Float32Array(image.length),
      clean: new Float32Array(image.length),
    };
    const { kernel, holed, clean } = this.forHoles;
    const nanPixels = separateHoles(image, holed, clean);
    kernel.prepareHoled(holed, clean, this.samples);
    const result = this.finish(kernel, out, this.samples.count, nanPixels);
    if (nanPixels > 0) fillWithNoise(out, holed, item.noiseSeed);
    return result;
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
}

function makeKernel({ kernel = 'auto', ...options }: SubtractorOptions): MembraneKernel {
  if (kernel === 'wasm') return new WasmKernel(options);
  if (kernel === 'typescript') return new ScriptKernel(options);
  try {
    return new WasmKernel(options);
  } catch {
    // The reason is told by whyNoWasm, once a job.
    return new ScriptKernel(options);
  }
}

/** Writes the image with NaN, and with 0, where it is not finite; returns how many pixels that are. */
function separateHoles(image: Float32Array, holed: Float32Array, clean: Float32Array): number {
  let count = 0;
  for (let pixel = 0; pixel < image.length; pixel++) {
    const isHole = !Number.isFinite(image[pixel]);
    holed[pixel] = isHole ? NaN : image[pixel];
    clean[pixel] = isHole ? 0 : image[pixel];
    if (isHole) count++;
  }
  return count;
}
