import { statisticsOf } from './canvas-statistics.ts';
import { MOSAIC_WASM_BASE64 } from './mosaic-bytes.ts';
import type { CanvasStatistics } from './kernel.ts';
import type { Band, MosaicKernel, MosaicRoom, Rectangle } from './mosaic-kernel.ts';

/** What assembly/mosaic.ts exports. */
interface Exports {
  memory: { buffer: ArrayBuffer };
  layOut(
    columns: number,
    stripePixels: number,
    weights: number,
    particlePixels: number,
    bands: number,
    results: number,
  ): void;
  canvasAddress(): number;
  weightsAddress(): number;
  particlesAddress(): number;
  bandsAddress(): number;
  resultsAddress(): number;
  measureRows(address: number, stride: number, width: number, rows: number): void;
  paint(rowCount: number, bandCount: number): void;
  sumCanvas(count: number): number;
}

/** As in assembly/mosaic.ts. */
const BAND_BYTES = 48;
/** min, max, sum, squares */
const STATISTICS = 4;

/** In WebAssembly with SIMD. One serves all micrographs of a thread: memory grows and is used again. */
export class WasmMosaicKernel implements MosaicKernel {
  canvas = new Float32Array(0);
  particles = new Float32Array(0);
  private readonly wasm: Exports;
  private results = new Float64Array(0);
  private bands = new DataView(new ArrayBuffer(0));
  /** Address of each box's weights. */
  private readonly weightsOf = new Map<number, number>();

  /** Throws where WebAssembly or its SIMD is missing. */
  constructor() {
    const module = new WebAssembly.Module(Buffer.from(MOSAIC_WASM_BASE64, 'base64'));
    this.wasm = new WebAssembly.Instance(module, {}).exports as Exports;
  }

  /** Throws when there is not so much memory. */
  prepare({ columns, stripeRows, particlePixels, bands, box, weights }: MosaicRoom): void {
    const { wasm } = this;
    const weightCount = [...weights.keys()].reduce((sum, side) => sum + side, 0);
    const results = Math.max(2 * Math.max(box, stripeRows), STATISTICS);
    wasm.layOut(columns, columns * stripeRows, weightCount, particlePixels, bands, results);
    const { buffer } = wasm.memory;
    this.canvas = new Float32Array(buffer, wasm.canvasAddress(), columns * stripeRows);
    this.particles = new Float32Array(buffer, wasm.particlesAddress(), particlePixels);
    this.bands = new DataView(buffer, wasm.bandsAddress(), bands * BAND_BYTES);
    this.results = new Float64Array(buffer, wasm.resultsAddress(), results);
    let address = wasm.weightsAddress();
    for (const [side, values] of weights) {
      new Float64Array(buffer, address, side).set(values);
      this.weightsOf.set(side, address);
      address += 8 * side;
    }
  }

  measureRows(source: 'canvas' | 'particles', rectangle: Rectangle, moments: Float64Array, at: number): void {
    const { first, stride, width, rows } = rectangle;
    this.wasm.measureRows(this[source].byteOffset + 4 * first, stride, width, rows);
    moments.set(this.results.subarray(0, 2 * rows), at);
  }

  paint(rowCount: number, bands: readonly Band[]): void {
    bands.forEach((band, i) => this.putBand(band, i * BAND_BYTES));
    this.wasm.paint(rowCount, bands.length);
  }

  statistics(count: number): CanvasStatistics | null {
    return count > 0 && this.wasm.sumCanvas(count) ? statisticsOf(this.results, this.canvas[0], count) : null;
  }

  private putBand({ first, box, boxX, boxY, left, top, width, rows, gain, offset }: Band, at: number): void {
    const weights = this.weightsOf.get(box) as number;
    const pixels = this.particles.byteOffset + 4 * first;
    [pixels, weights + 8 * boxX, weights + 8 * boxY, top, rows, left, width, box].forEach((value, i) =>
      this.bands.setUint32(at + 4 * i, value, true),
    );
    this.bands.setFloat64(at + 32, gain, true);
    this.bands.setFloat64(at + 40, offset, true);
  }
}
