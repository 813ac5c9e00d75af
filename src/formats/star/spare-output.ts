import type { LineBlocks } from './lines.ts';

/**
 * Gathers the output of a block behind it in the same memory: copies within one array cost a quarter of copies between
 * two. There are two such places, so that one can be written to the file while the next block fills the other.
 */
export class SpareOutput {
  private readonly lines: LineBlocks;
  /** Which of the two places is filled. */
  private half = 0;
  private start = 0;
  private at = 0;
  /** What did not fit. */
  private parts: Uint8Array[] = [];
  private lastBytes: Uint8Array | null = null;
  private lastAt = 0;

  constructor(lines: LineBlocks) {
    this.lines = lines;
    this.begin();
  }

  /** To be called with each new block: its memory may be another one. */
  begin(): void {
    const { bytes, spareStart } = this.lines;
    this.start = spareStart + this.half * ((bytes.length - spareStart) >> 1);
    this.at = this.start;
    this.lastBytes = null;
  }

  /** Adds a part of the block. */
  copy(from: number, to: number): void {
    const { bytes } = this.lines;
    if (this.makeRoom(to - from)) {
      bytes.copyWithin(this.at, from, to);
      this.at += to - from;
    } else this.parts.push(Buffer.from(bytes.subarray(from, to)));
  }

  /** Adds other bytes; the same array as the last time is cheap. */
  put(added: Uint8Array): void {
    const { bytes } = this.lines;
    if (!this.makeRoom(added.length)) {
      this.parts.push(added);
    } else {
      if (added === this.lastBytes) bytes.copyWithin(this.at, this.lastAt, this.lastAt + added.length);
      else bytes.set(added, this.at);
      this.lastBytes = added;
      this.lastAt = this.at;
      this.at += added.length;
    }
  }

  putText(text: string): void {
    this.put(Buffer.from(text));
  }

  /** All that was added since `begin`; it stays as it is until `take` is called for the second time after this. */
  take(): Uint8Array[] {
    const parts = [...this.parts, this.lines.bytes.subarray(this.start, this.at)];
    this.parts = [];
    this.half ^= 1;
    this.begin();
    return parts.filter(({ length }) => length > 0);
  }

  /** False when there will never be room: then what came before is set aside. */
  private makeRoom(length: number): boolean {
    const { bytes, spareStart } = this.lines;
    const room = (bytes.length - spareStart) >> 1;
    if (this.at + length > this.start + room) {
      this.parts.push(Buffer.from(bytes.subarray(this.start, this.at)));
      this.begin();
    }
    return length <= room;
  }
}
