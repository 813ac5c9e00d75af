import { SCAN_WASM_BASE64 } from './scan-bytes.ts';
import { scanInScript } from './script-scan.ts';

/** Memory for text, and the search for tokens in it: WebAssembly can only look into memory of its own. */
export interface ScanMemory {
  readonly buffer: ArrayBuffer;
  /**
   * Finds wanted tokens of the line that begins at `p` (docs: script-scan.ts); returns the place of its \n, which must be there.
   * @param skips address of `count` int32: tokens to pass before each wanted one; where these begin is written behind them
   */
  readonly scanRow: (p: number, skips: number, count: number) => number;
}

const PAGE_BYTES = 1 << 16;
/** null: not tried yet; undefined: there is no WebAssembly, or it lacks SIMD. */
let compiled: object | null | undefined = null;

/** At least so many bytes. `auto` takes WebAssembly where it works. */
export function makeScanMemory(sizeBytes: number, kernel: 'auto' | 'typescript' = 'auto'): ScanMemory {
  compiled = compiled === null ? compile() : compiled;
  const pages = Math.ceil(sizeBytes / PAGE_BYTES);
  if (compiled === undefined || kernel === 'typescript') return scriptMemory(pages * PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages });
  const { scanRow } = new WebAssembly.Instance(compiled, { env: { memory } }).exports as Pick<ScanMemory, 'scanRow'>;
  return { buffer: memory.buffer, scanRow };
}

function compile(): object | undefined {
  try {
    return new WebAssembly.Module(Buffer.from(SCAN_WASM_BASE64, 'base64'));
  } catch {
    return undefined;
  }
}

function scriptMemory(sizeBytes: number): ScanMemory {
  const buffer = new ArrayBuffer(sizeBytes);
  const bytes = Buffer.from(buffer);
  const words = new Int32Array(buffer);
  return { buffer, scanRow: (p, skips, count) => scanInScript(bytes, words, p, skips >> 2, count) };
}
