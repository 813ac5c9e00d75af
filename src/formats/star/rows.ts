import { refuse } from '../../base/errors.ts';
import type { StarColumn } from './column.ts';
import { endsRows, lineText } from './line-kind.ts';
import type { LineBlocks } from './lines.ts';
import { HASH, NEWLINE, countTokens, isQuoteLike, readQuoted, skipBlanks, skipTokens } from './tokens.ts';

/** More tokens than any line has. */
const MOST_TOKENS = 1 << 30;
/** Rows that are made room for at first. */
const FIRST_ROWS = 4096;

export interface RowsOptions {
  path: string;
  block: string;
  labels: readonly string[];
  isWanted: (label: string) => boolean;
  /** Called with each comment line among the rows. */
  onComment: (text: string) => void;
}

/** Reads the rows of one loop. A row is one line, with a value for each label, also for those that are not wanted. */
export class RowReader {
  readonly columns = new Map<string, StarColumn>();
  rows = 0;
  /** Line of the file that is being read, from 1. */
  line: number;
  private readonly options: RowsOptions;
  /** How many tokens stand before each wanted column since the one before, and these columns in order. */
  private readonly skips: number[] = [];
  private readonly wanted: StarColumn[] = [];
  /** Labels behind the last wanted column. */
  private readonly restCount: number;
  private capacity = 0;
  private bytesRead = 0;

  constructor(options: RowsOptions, makeColumn: () => StarColumn, line: number) {
    this.options = options;
    this.line = line;
    let skip = 0;
    for (const label of options.labels) {
      if (options.isWanted(label)) {
        const column = makeColumn();
        this.columns.set(label, column);
        this.skips.push(skip);
        this.wanted.push(column);
        skip = 0;
      } else skip++;
    }
    this.restCount = skip;
  }

  /**
   * Reads rows of a block from `p` on until something else begins; returns where.
   * @param bytesLeft of the file behind `p`, to foresee the number of rows
   */
  read(block: LineBlocks, p: number, bytesLeft: number): number {
    const { bytes, end } = block;
    const begin = p;
    // Behind the wanted tokens: the last of the row, and the one that must not be there.
    block.want([...this.skips, ...(this.restCount > 0 ? [this.restCount - 1] : []), 0]);
    const { isPlain } = block;
    while (p < end) {
      const start = skipBlanks(bytes, p);
      const first = bytes[start];
      if (first === NEWLINE) {
        p = start + 1;
      } else if (first === HASH) {
        const newline = bytes.indexOf(NEWLINE, start);
        this.options.onComment(lineText(bytes, start, newline));
        p = newline + 1;
      } else if (endsRows(bytes, start)) {
        break;
      } else {
        if (this.rows === this.capacity) this.grow(this.bytesRead + p - begin, bytesLeft - (p - begin));
        p = (isPlain ? this.readPlainRow(block, start) : this.readRow(block, start)) + 1;
        this.rows++;
      }
      this.line++;
    }
    this.bytesRead += p - begin;
    return p;
  }

  /** Returns the position of the row's \n. */
  private readPlainRow(block: LineBlocks, start: number): number {
    const { wanted, rows } = this;
    const newline = block.scanRow(start);
    const { bytes, starts } = block;
    for (let i = 0; i < wanted.length; i++) {
      const p = starts[i] as number;
      if (p === newline) return this.takeMissing(bytes, start, i, newline);
      (wanted[i] as StarColumn).take(bytes, p, rows);
    }
    const end = starts[starts.length - 1];
    const isShort = this.restCount > 0 && starts[wanted.length] === newline;
    if (isShort || end !== newline) this.checkRow(bytes, start, newline);
    return newline;
  }

  /** The same for rows with quotes or comments. */
  private readRow(block: LineBlocks, start: number): number {
    const { bytes } = block;
    const { wanted, skips } = this;
    const newline = bytes.indexOf(NEWLINE, start);
    let p = start;
    for (let i = 0; i < wanted.length; i++) {
      const column = wanted[i] as StarColumn;
      p = skipTokens(bytes, p, skips[i] as number);
      const byte = bytes[p];
      if (p < 0 || byte === NEWLINE || byte === HASH) return this.takeMissing(bytes, start, i, newline);
      p = skipBlanks(bytes, isQuoteLike(byte) ? this.takeQuoted(bytes, p, column) : column.take(bytes, p, this.rows));
    }
    if (!this.endsAt(bytes, p, newline)) this.checkRow(bytes, start, newline);
    return newline;
  }

  /** @param i the first wanted column that the row has no token for */
  private takeMissing(bytes: Buffer, start: number, i: number, newline: number): number {
    this.checkCount(bytes, start);
    this.wanted[i]?.takeText('', this.rows);
    return newline;
  }

  /** True when from `p` on, behind the last wanted token, exactly the values of the other labels follow. */
  private endsAt(bytes: Buffer, p: number, newline: number): boolean {
    if (this.restCount === 0) return p === newline;
    const last = skipTokens(bytes, p, this.restCount - 1);
    return last >= 0 && last < newline && bytes[last] !== HASH && skipTokens(bytes, last, 1) === newline;
  }

  private takeQuoted(bytes: Buffer, p: number, column: StarColumn): number {
    const token = readQuoted(bytes, p);
    if (!token) return this.refuseLine('a quote is not closed');
    column.takeText(token.text, this.rows);
    return token.end;
  }

  /** Counts the row's tokens and keeps its comment. */
  private checkRow(bytes: Buffer, start: number, newline: number): void {
    this.checkCount(bytes, start);
    const comment = skipTokens(bytes, start, MOST_TOKENS);
    if (comment < newline) this.options.onComment(lineText(bytes, comment, newline));
  }

  /** Only tables of two columns may leave out the second value: RELION writes empty ones so. */
  private checkCount(bytes: Buffer, start: number): void {
    const { length } = this.options.labels;
    const found = countTokens(bytes, start);
    if (found < 0) this.refuseLine('a quote is not closed');
    if (found !== length && !(length === 2 && found === 1)) this.refuseCount(found);
  }

  private refuseCount(found: number): never {
    const { length } = this.options.labels;
    return this.refuseLine(
      `has ${found} value${found === 1 ? '' : 's'}, expected ${length} (one for each label; values with blanks need quotes)`,
    );
  }

  private refuseLine(message: string): never {
    const { path, block } = this.options;
    return refuse(path, `line ${this.line} (data_${block}): ${message}`);
  }

  /** Foresees the number of rows from the bytes that they took so far. */
  private grow(bytesRead: number, bytesLeft: number): void {
    const foreseen = this.rows === 0 ? FIRST_ROWS : (this.rows * (bytesRead + bytesLeft) * 1.02) / bytesRead;
    this.capacity = Math.ceil(Math.max(foreseen, 1.25 * this.capacity));
    for (const column of this.columns.values()) column.grow(this.capacity);
  }
}
