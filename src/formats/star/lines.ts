import { refuse } from '../../base/errors.ts';
import type { InputFile } from '../input-file.ts';
import { NEWLINE, SPECIAL_BYTES } from './tokens.ts';

/** Small enough to stay in the processor's cache between reading and parsing. */
const BLOCK_BYTES = 1 << 20;
const BYTE_ORDER_MARK = '\xef\xbb\xbf';
const LONGEST_LINE_BYTES = 1 << 24;

/** A text file as blocks of whole lines; every line ends with \n, also the last one of the file. */
export class LineBlocks {
  /** The block: bytes[start] to bytes[end - 1]; only valid until the next call of next(). */
  bytes: Buffer<ArrayBuffer>;
  end = 0;
  /** Where its first line begins: behind a byte-order mark at the start of the file. */
  start = 0;
  /** Bytes of the file before this block. */
  position = 0;
  /** The same memory as words, for counting tokens. */
  words: Int32Array;
  /** The block has no quote, no # and no escape: its tokens are whatever lies between blanks. */
  isPlain = false;
  /** This block ends the file, and its last line had no \n there. */
  unterminated = false;
  private readonly file: InputFile;
  /** Bytes that the user may use for itself, at the end of `bytes`. */
  private readonly spareBytes: number;
  private filled = 0;

  /** @param spareBytes room behind the block, from `spareStart` on, that is left alone until a longer line comes */
  constructor(file: InputFile, spareBytes = 0) {
    this.file = file;
    this.spareBytes = spareBytes;
    this.bytes = Buffer.allocUnsafeSlow(BLOCK_BYTES + spareBytes);
    this.words = new Int32Array(this.bytes.buffer);
  }

  get spareStart(): number {
    return this.bytes.length - this.spareBytes;
  }

  /** Goes to the next block; false at the end of the file. */
  next(): boolean {
    if (!this.fill()) return false;
    this.start = this.position === 0 && this.bytes.toString('latin1', 0, 3) === BYTE_ORDER_MARK ? 3 : 0;
    const block = this.bytes.subarray(0, this.end);
    this.isPlain = !SPECIAL_BYTES.some((byte) => block.includes(byte));
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
    if (this.bytes[this.filled - 1] !== NEWLINE) {
      this.bytes[this.filled++] = NEWLINE;
      this.unterminated = true;
    }
    this.end = this.filled;
    return true;
  }

  private grow(): void {
    if (this.spareStart > LONGEST_LINE_BYTES) {
      refuse(this.file.path, `has a line of more than ${LONGEST_LINE_BYTES} bytes, expected a STAR file`);
    }
    const grown = Buffer.allocUnsafeSlow(2 * this.spareStart + this.spareBytes);
    this.bytes.copy(grown, 0, 0, this.filled);
    this.bytes = grown;
    this.words = new Int32Array(grown.buffer);
  }
}
