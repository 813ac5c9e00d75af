import { refuse } from '../../base/errors.ts';
import type { InputFile } from '../input-file.ts';
import { makeScanMemory, type ScanMemory } from './scan-memory.ts';
import { NEWLINE, SPECIAL_BYTES } from './tokens.ts';

/** Small enough to stay in the processor's cache between reading and parsing. */
const BLOCK_BYTES = 1 << 20;
const BYTE_ORDER_MARK = '\xef\xbb\xbf';
const LONGEST_LINE_BYTES = 1 << 24;
/** More columns are looked for one by one. */
const MOST_WANTED = 1000;
/** What follows `bytes` in the memory: skips and starts, and room to read over the end. */
const MARGIN_BYTES = 8 * MOST_WANTED + 64;

/** A text file as blocks of whole lines; every line ends with \n, also the last one of the file. */
export class LineBlocks {
  /** The block: bytes[start] to bytes[end - 1]; only valid until the next call of next(). */
  bytes: Buffer<ArrayBuffer>;
  end = 0;
  /** Where its first line begins: behind a byte-order mark at the start of the file. */
  start = 0;
  /** Bytes of the file before this block. */
  position = 0;
  /** The block has no quote, no # and no escape (its tokens are whatever lies between blanks): `scanRow` may be used. */
  isPlain = false;
  /** Where the wanted tokens of the row that was scanned last begin; its \n for those that are not there. */
  starts = new Int32Array(0);
  private readonly file: InputFile;
  /** Bytes that the user may use for itself, at the end of `bytes`. */
  private readonly spareBytes: number;
  private filled = 0;
  private memory: ScanMemory;
  private skips: readonly number[] = [];
  private canScan = true;

  /** @param spareBytes room behind the block, from `spareStart` on, that is left alone until a longer line comes */
  constructor(file: InputFile, spareBytes = 0) {
    this.file = file;
    this.spareBytes = spareBytes;
    this.memory = makeScanMemory(BLOCK_BYTES + spareBytes + MARGIN_BYTES);
    this.bytes = Buffer.from(this.memory.buffer, 0, BLOCK_BYTES + spareBytes);
  }

  /** Sets what `scanRow` looks for: so many tokens to pass before each wanted one. */
  want(skips: readonly number[]): void {
    this.skips = skips;
    this.canScan = skips.length <= MOST_WANTED;
    this.isPlain &&= this.canScan;
    if (!this.canScan) return;
    new Int32Array(this.memory.buffer, this.bytes.length, skips.length).set(skips);
    this.starts = new Int32Array(this.memory.buffer, this.bytes.length + 4 * skips.length, skips.length);
  }

  /** Finds the wanted tokens of the row of a plain block that begins at `p`; returns the place of its \n. */
  scanRow(p: number): number {
    return this.memory.scanRow(p, this.bytes.length, this.skips.length);
  }

  get spareStart(): number {
    return this.bytes.length - this.spareBytes;
  }

  /** Goes to the next block; false at the end of the file. */
  next(): boolean {
    if (!this.fill()) return false;
    this.start = this.position === 0 && this.bytes.toString('latin1', 0, 3) === BYTE_ORDER_MARK ? 3 : 0;
    const block = this.bytes.subarray(0, this.end);
    this.isPlain = this.canScan && !SPECIAL_BYTES.some((byte) => block.includes(byte));
    return true;
  }

  private fill(): boolean {
    this.bytes.copyWithin(0, this.end, this.filled);
    this.filled -= this.end;
    this.position += this.end;
    this.end = 0;
    for (;;) {
      const room = this.spareStart - 1 - this.filled;
      const got = this.file.read(this.position + this.filled, this.bytes, this.filled, room);
      const searched = this.filled;
      this.filled += got;
      if (got < room) return this.finish();
      const newline = this.bytes.subarray(searched, this.filled).lastIndexOf(NEWLINE);
      if (newline >= 0) {
        this.end = searched + newline + 1;
        return true;
      }
      this.grow();
    }
  }

  private finish(): boolean {
    if (this.filled === 0) return false;
    if (this.bytes[this.filled - 1] !== NEWLINE) this.bytes[this.filled++] = NEWLINE;
    this.end = this.filled;
    return true;
  }

  private grow(): void {
    if (this.spareStart > LONGEST_LINE_BYTES) {
      refuse(this.file.path, `has a line of more than ${LONGEST_LINE_BYTES} bytes, expected a STAR file`);
    }
    const length = 2 * this.spareStart + this.spareBytes;
    this.memory = makeScanMemory(length + MARGIN_BYTES);
    const grown = Buffer.from(this.memory.buffer, 0, length);
    this.bytes.copy(grown, 0, 0, this.filled);
    this.bytes = grown;
    this.want(this.skips);
  }
}
