import type { BitReader } from './bit-reader.ts';
import { Bzip2Error } from './error.ts';

const LONGEST_CODE = 20;

/** A canonical Huffman code, decoded length by length. */
export class HuffmanTable {
  private readonly shortest: number;
  /** The largest code of each length; -1 where there is none. */
  private readonly limit = new Int32Array(LONGEST_CODE + 1).fill(-1);
  /** code - offset = index into `symbols`, per length. */
  private readonly offset = new Int32Array(LONGEST_CODE + 1);
  private readonly symbols: Uint16Array;

  constructor(bits: BitReader, symbolCount: number) {
    const lengths = readCodeLengths(bits, symbolCount);
    this.shortest = Math.min(...lengths);
    this.symbols = new Uint16Array(symbolCount);
    let code = 0;
    let filled = 0;
    for (let length = this.shortest; length <= LONGEST_CODE; length++) {
      this.offset[length] = code - filled;
      const before = filled;
      for (let s = 0; s < symbolCount; s++) if (lengths[s] === length) this.symbols[filled++] = s;
      code += filled - before;
      if (filled > before) this.limit[length] = code - 1;
      code <<= 1;
    }
  }

  read(bits: BitReader): number {
    let code = bits.read(this.shortest);
    for (let length = this.shortest; length <= LONGEST_CODE; length++) {
      if (code <= this.limit[length]!) {
        const symbol = this.symbols[code - this.offset[length]!];
        if (symbol !== undefined) return symbol;
        break;
      }
      code = (code << 1) | bits.read(1);
    }
    throw new Bzip2Error('bad Huffman code');
  }
}

function readCodeLengths(bits: BitReader, symbolCount: number): Uint8Array {
  let length = bits.read(5);
  return Uint8Array.from({ length: symbolCount }, () => {
    for (;;) {
      if (length < 1 || length > LONGEST_CODE) throw new Bzip2Error('bad Huffman code length');
      if (!bits.read(1)) return length;
      length += bits.read(1) ? -1 : 1;
    }
  });
}
