import type { BandSum, BandSumOptions } from './band-sum.ts';
import { pitchOf } from './distance-band.ts';
import { ScriptBandSum } from './script-band-sum.ts';
import { WasmBandSum } from './wasm-band-sum.ts';

/** `auto`: WebAssembly where it can be had. Both give the same bits. */
export type BandSumKernel = 'auto' | 'wasm' | 'typescript';

/** @throws whatever WebAssembly throws, with `wasm` only */
export function makeBandSum(options: BandSumOptions, kernel: BandSumKernel = 'auto'): BandSum {
  const padded = { ...options, image: padRows(options), pitch: pitchOf(options.box) };
  if (kernel === 'wasm') return new WasmBandSum(padded);
  if (kernel === 'typescript') return new ScriptBandSum(padded);
  try {
    return new WasmBandSum(padded);
  } catch {
    return new ScriptBandSum(padded);
  }
}

function padRows({ image, box }: BandSumOptions): Float32Array {
  const pitch = pitchOf(box);
  const out = new Float32Array(box * pitch);
  for (let y = 0; y < box; y++) out.set(image.subarray(y * box, (y + 1) * box), y * pitch);
  return out;
}
