import type { FileWriter } from '../file-writer.ts';
import type { LineBlocks } from './lines.ts';

/**
 * Gathers output behind the input block in the same memory: copies within one array cost a quarter of copies between
 * two. Must be flushed before the next block is read.
 */
export class SpareOutput {
  private readonly lines: LineBlocks;
  private readonly writer: FileWriter;
  private at: number;
  private lastBytes: Uint8Array | null = null;
  private lastAt = 0;

  constructor(lines: LineBlocks, writer: FileWriter) {
    this.lines = lines;
    this.writer = writer;
    this.at = lines.spareStart;
  }

  /** Adds a part of the block. */
  copy(from: number, to: number): void {
    const { bytes } = this.lines;
    if (this.makeRoom(to - from)) {
      bytes.copyWithin(this.at, from, to);
      this.at += to - from;
    } else this.writer.write(bytes.subarray(from, to));
  }

  /** Adds other bytes; the same array as the last time is cheap. */
  put(added: Uint8Array): void {
    const { bytes } = this.lines;
    if (!this.makeRoom(added.length)) {
      this.writer.write(added);
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

  flush(): void {
    const { bytes, spareStart } = this.lines;
    if (this.at > spareStart) this.writer.write(bytes.subarray(spareStart, this.at));
    this.restart();
  }

  /** Begins again at the start of the spare room; to be called when the block has moved. */
  restart(): void {
    this.at = this.lines.spareStart;
    this.lastBytes = null;
  }

  /** False when there will never be room: then what came before is already written. */
  private makeRoom(length: number): boolean {
    if (this.at + length > this.lines.bytes.length) this.flush();
    return this.at + length <= this.lines.bytes.length;
  }
}
