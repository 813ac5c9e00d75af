import { endsRows } from './line-kind.ts';
import type { LineBlocks } from './lines.ts';
import type { SpareOutput } from './spare-output.ts';
import { HASH, NEWLINE, isBlank, skipBlanks, skipTokens } from './tokens.ts';
import type { TokenReplacer } from './token-replacer.ts';

const CARRIAGE_RETURN = 13;

/** Adds a line without the \r of other systems. */
export function copyLine(lines: LineBlocks, out: SpareOutput, from: number, newline: number): void {
  out.copy(from, lineEnd(lines.bytes, from, newline));
  out.copy(newline, newline + 1);
}

function lineEnd(bytes: Buffer, from: number, newline: number): number {
  return newline > from && bytes[newline - 1] === CARRIAGE_RETURN ? newline - 1 : newline;
}

function isBlankLine(line: Buffer): boolean {
  return line.every((byte) => isBlank(byte));
}

/** Which token of the rows is replaced, and what says that a row is too short or a quote is not closed. */
export interface Replacement {
  column: number;
  replacer: TokenReplacer;
  refuseRow: (line: number) => never;
}

/**
 * Copies the rows of one table. Blank lines among them are dropped and comments put behind them, since RELION takes
 * neither there; a blank line ends the table.
 */
export class RowCopier {
  line: number;
  private readonly lines: LineBlocks;
  private readonly out: SpareOutput;
  private readonly replacement: Replacement | null;
  /** Comments among rows. */
  private readonly moved: Buffer[] = [];
  /** Blank lines and comments since the last row. */
  private pending: Buffer[] = [];

  /** @param replacement null: the rows stay as they are */
  constructor(lines: LineBlocks, out: SpareOutput, line: number, replacement: Replacement | null) {
    this.lines = lines;
    this.out = out;
    this.line = line;
    this.replacement = replacement;
  }

  /** Copies rows of the block from `p` on until something else begins; returns where. */
  copy(p: number): number {
    const { lines } = this;
    const { bytes, end } = lines;
    const column = this.replacement?.column ?? -1;
    if (column >= 0) lines.want([column]);
    const isScanned = column >= 0 && lines.isPlain;
    /** All before it is copied. */
    let copied = p;
    while (p < end) {
      const start = skipBlanks(bytes, p);
      const newline = isScanned ? lines.scanRow(start) : bytes.indexOf(NEWLINE, start);
      if (start === newline || bytes[start] === HASH) {
        this.out.copy(copied, p);
        this.pending.push(Buffer.from(bytes.subarray(p, lineEnd(bytes, p, newline))));
        copied = newline + 1;
      } else if (endsRows(bytes, start)) {
        break;
      } else {
        if (this.pending.length > 0) this.moveComments();
        if (this.replacement) {
          const token = isScanned ? (lines.starts[0] as number) : skipTokens(bytes, start, column);
          copied = this.replaceToken(this.replacement, copied, token);
        }
        if (bytes[newline - 1] === CARRIAGE_RETURN) {
          copyLine(lines, this.out, copied, newline);
          copied = newline + 1;
        }
      }
      p = newline + 1;
      this.line++;
    }
    this.out.copy(copied, p);
    return p;
  }

  /** Ends the table: a blank line, then the comments. */
  end(): void {
    const [next] = this.pending;
    const isBlankNext = this.moved.length === 0 && next !== undefined && isBlankLine(next);
    const lines = [...this.moved, ...this.pending];
    for (const line of isBlankNext ? lines : [Buffer.alloc(0), ...lines]) {
      this.out.put(line);
      this.out.putText('\n');
    }
  }

  private moveComments(): void {
    this.moved.push(...this.pending.filter((line) => !isBlankLine(line)));
    this.pending = [];
  }

  /** Copies up to the token at `p` and what takes its place; returns up to where all is copied. */
  private replaceToken({ replacer, refuseRow }: Replacement, copied: number, p: number): number {
    const { bytes } = this.lines;
    if (p < 0 || bytes[p] === NEWLINE || bytes[p] === HASH) refuseRow(this.line);
    this.out.copy(copied, p);
    const end = replacer.replace(bytes, p);
    return end < 0 ? refuseRow(this.line) : end;
  }
}
