import { statisticsOf } from './canvas-statistics.ts';
import type { CurveSamples } from './curve.ts';
import { curveTerms } from './curve-terms.ts';
import { KERNEL_WASM_BASE64 } from './kernel-bytes.ts';
import type { CanvasStatistics, FoundFactor, KernelOptions, MembraneKernel } from './kernel.ts';
import { PROFILE_MARGIN_PX } from './profile-layer.ts';
import { EDGE_REACH_PX } from './soft-mask.ts';

/** What assembly/kernel.ts exports. */
interface Exports {
  memory: { buffer: ArrayBuffer };
  layOut(box: number, halfWidthPx: number, reachPx: number, capacity: number): void;
  stagingAddress(): number;
  samplesAddress(): number;
  curveAddress(): number;
  statisticsAddress(): number;
  sampleCurve(degree: number, step: number): number;
  isStagedFinite(): number;
  prepare(sampleCount: number, profileReach: number): void;
  search(): number;
  costOf(): number;
  subtractModel(scale: number): void;
  sumStaged(): number;
}

const FIRST_CAPACITY = 4096;
/** Longer curves (100 bytes a sample) are left to the other kernel. */
const MAX_CAPACITY = 1 << 18;
/** Of curves that are sampled here; as in assembly/memory.ts. */
const MAX_DEGREE = 31;
const TERMS_LENGTH = 63 * 3;
let compiled: object | null = null;

/** The kernel in WebAssembly with SIMD: float32 where that does not show. Each has its own memory. */
export class WasmKernel implements MembraneKernel {
  canvas = new Float32Array(0);
  private readonly box: number;
  private readonly halfWidthPx: number;
  private readonly wasm: Exports;
  private capacity = 0;
  private samples = new Float64Array(0);
  private terms = new Float64Array(0);
  private statistics = new Float64Array(0);
  /** Samples of the last `sampleCurve`. */
  private sampleCount = 0;

  /** Throws where WebAssembly or its SIMD is missing. */
  constructor({ box, halfWidthPx }: KernelOptions) {
    compiled ??= new WebAssembly.Module(Buffer.from(KERNEL_WASM_BASE64, 'base64'));
    this.wasm = new WebAssembly.Instance(compiled, {}).exports as Exports;
    this.box = box;
    this.halfWidthPx = halfWidthPx;
    this.reserve(FIRST_CAPACITY);
  }

  sampleCurve(placedPoints: Float64Array, step: number): number {
    const degree = placedPoints.length / 2 - 1;
    if (!(step > 0) || degree < 1 || degree > MAX_DEGREE) return 0;
    curveTerms(placedPoints, this.terms);
    let count = this.wasm.sampleCurve(degree, step);
    while (count < 0 && this.capacity < MAX_CAPACITY) {
      this.reserve(Math.min(4 * this.capacity, MAX_CAPACITY));
      curveTerms(placedPoints, this.terms);
      count = this.wasm.sampleCurve(degree, step);
    }
    this.sampleCount = Math.max(0, count);
    return this.sampleCount;
  }

  prepare(image: Float32Array, samples: CurveSamples | null): boolean {
    const count = samples?.count ?? this.sampleCount;
    if (count > MAX_CAPACITY) return false;
    const isInPlace = image === this.canvas;
    if (count > this.capacity) this.reserve(Math.min(samples?.capacity ?? count, MAX_CAPACITY));
    if (!isInPlace) this.canvas.set(image);
    if (!this.wasm.isStagedFinite()) return false;
    if (samples) {
      [samples.x, samples.y, samples.nx, samples.ny].forEach((values, i) => {
        this.samples.set(values.subarray(0, count), i * this.capacity);
      });
    }
    this.wasm.prepare(count, this.halfWidthPx + PROFILE_MARGIN_PX);
    return true;
  }

  findFactor(): FoundFactor {
    return { index: this.wasm.search(), cost: this.wasm.costOf() };
  }

  finish(scale: number, out: Float32Array): void {
    this.wasm.subtractModel(scale);
    if (out !== this.canvas) out.set(this.canvas);
  }

  canvasStatistics(): CanvasStatistics | null {
    return this.wasm.sumStaged() ? statisticsOf(this.statistics, this.canvas[0], this.canvas.length) : null;
  }

  /** Makes room for curves of so many samples; the canvas keeps its image. */
  private reserve(capacity: number): void {
    const { wasm, box, halfWidthPx } = this;
    const kept = this.canvas.slice();
    this.capacity = (capacity + 3) & ~3;
    wasm.layOut(box, halfWidthPx, halfWidthPx + EDGE_REACH_PX, this.capacity);
    const { buffer } = wasm.memory;
    this.canvas = new Float32Array(buffer, wasm.stagingAddress(), box * box);
    this.canvas.set(kept);
    this.samples = new Float64Array(buffer, wasm.samplesAddress(), 4 * this.capacity);
    this.terms = new Float64Array(buffer, wasm.curveAddress(), TERMS_LENGTH);
    this.statistics = new Float64Array(buffer, wasm.statisticsAddress(), 4);
  }
}
