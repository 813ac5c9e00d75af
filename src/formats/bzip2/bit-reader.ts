import { Bzip2Error } from './error.ts';

/** Reads bits, most significant first, from chunks of bytes. */
export class BitReader {
  private readonly nextChunk: () => Uint8Array | null;
  private chunk: Uint8Array = new Uint8Array(0);
  private position = 0;
  /** The last bits fetched and not yet read, right-aligned. */
  private pending = 0;
  private pendingCount = 0;

  /** `nextChunk` gives null at the end; a read beyond it throws. */
  constructor(nextChunk: () => Uint8Array | null) {
    this.nextChunk = nextChunk;
  }

  /** The next `count` bits (0..32) as an unsigned number. */
  read(count: number): number {
    if (count > 24) return this.read(count - 16) * 0x10000 + this.read(16);
    while (this.pendingCount < count) {
      this.pending = ((this.pending << 8) | this.nextByte()) >>> 0;
      this.pendingCount += 8;
    }
    this.pendingCount -= count;
    return (this.pending >>> this.pendingCount) & ((1 << count) - 1);
  }

  alignToByte(): void {
    this.pendingCount -= this.pendingCount % 8;
  }

  atEnd(): boolean {
    return this.pendingCount === 0 && !this.fill();
  }

  private nextByte(): number {
    if (!this.fill()) throw new Bzip2Error('the compressed data end too early');
    return this.chunk[this.position++]!;
  }

  private fill(): boolean {
    while (this.position === this.chunk.length) {
      const chunk = this.nextChunk();
      if (chunk === null) return false;
      this.chunk = chunk;
      this.position = 0;
    }
    return true;
  }
}
