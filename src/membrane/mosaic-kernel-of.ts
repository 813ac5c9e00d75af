import type { MosaicKernel, MosaicRoom } from './mosaic-kernel.ts';
import { ScriptMosaicKernel } from './script-mosaic-kernel.ts';
import { WasmMosaicKernel } from './wasm-mosaic-kernel.ts';

export type MosaicKernelName = 'wasm' | 'typescript';

/** One of each serves a thread; it is laid out anew for every Mosaic that uses it. */
const kernels = new Map<MosaicKernelName, { kernel: MosaicKernel; owner: object | null }>();

/** The thread's kernel of that kind, laid out for `owner`. Throws when it cannot be had, or not so much memory. */
export function kernelFor(owner: object, choice: MosaicKernelName, room: () => MosaicRoom): MosaicKernel {
  const made = kernels.get(choice) ?? {
    kernel: choice === 'wasm' ? new WasmMosaicKernel() : new ScriptMosaicKernel(),
    owner: null,
  };
  kernels.set(choice, made);
  if (made.owner !== owner) {
    made.owner = null;
    made.kernel.prepare(room());
    made.owner = owner;
  }
  return made.kernel;
}
