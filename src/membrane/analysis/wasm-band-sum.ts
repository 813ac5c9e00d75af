import { BAND_SUM_WASM_BASE64 } from './band-sum-bytes.ts';
import type { BandSum, BandSumOptions } from './band-sum.ts';

/** What assembly/band-sum.ts exports. */
interface Exports {
  memory: { buffer: ArrayBuffer };
  layOut(box: number, pitch: number, reach: number, profileLength: number, capacity: number): void;
  xAddress(): number;
  yAddress(): number;
  profileAddress(): number;
  imageAddress(): number;
  turnImage(): void;
  correlate(count: number): number;
}

let compiled: object | null = null;

/** In WebAssembly, each with its own memory. Throws where there is none. */
export class WasmBandSum implements BandSum {
  readonly x: Float64Array;
  readonly y: Float64Array;
  private readonly wasm: Exports;

  /** `image` has rows of `pitch` pixels here. */
  constructor({ image, box, pitch, profile, reach, capacity }: BandSumOptions & { pitch: number }) {
    compiled ??= new WebAssembly.Module(Buffer.from(BAND_SUM_WASM_BASE64, 'base64'));
    const wasm = new WebAssembly.Instance(compiled, {}).exports as Exports;
    this.wasm = wasm;
    wasm.layOut(box, pitch, reach, profile.length, capacity);
    const { buffer } = wasm.memory;
    this.x = new Float64Array(buffer, wasm.xAddress(), capacity);
    this.y = new Float64Array(buffer, wasm.yAddress(), capacity);
    new Float64Array(buffer, wasm.profileAddress(), profile.length).set(profile);
    new Float32Array(buffer, wasm.imageAddress(), image.length).set(image);
    wasm.turnImage();
  }

  correlate(count: number): number {
    return this.wasm.correlate(count);
  }
}
