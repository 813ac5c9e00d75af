import { whyNoWasm } from '../membrane/subtract.ts';

/** What a job says, once, where WebAssembly cannot be used; null where it can. @param slower e.g. `2-3 times` */
export function noWasmNote(slower: string): string | null {
  const fault = whyNoWasm();
  return fault && `WARNING WebAssembly cannot be used (${fault}); computing in TypeScript, ${slower} slower`;
}
