import { refuse } from '../../base/errors.ts';
import type { StarColumn } from './column.ts';
import { HASH, NEWLINE, UNDERSCORE, isQuoteLike, readQuoted, skipBlanks, skipToken } from './tokens.ts';

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

/** Reads the rows of one loop. A row is one line; it is left behind its last wanted column, unless that is the last. */
export class RowReader {
  readonly columns = new Map<string, StarColumn>();
  rows = 0;
  /** Line of the file that is being read, from 1. */
  line: number;
  private readonly options: RowsOptions;
  /** What each token goes into, up to the last wanted one; null = skipped. */
  private readonly plan: (StarColumn | null)[];
  private capacity = 0;
  private bytesRead = 0;

  constructor(options: RowsOptions, makeColumn: () => StarColumn, line: number) {
    this.options = options;
    this.line = line;
    this.plan = options.labels.map((label) => {
      if (!options.isWanted(label)) return null;
      const column = makeColumn();
      this.columns.set(label, column);
      return column;
    });
    while (this.plan.length > 0 && this.plan.at(-1) === null) this.plan.pop();
  }

  /**
   * Reads rows of bytes[p..end) until something else begins; returns where.
   * @param bytesLeft of the file behind `p`, to foresee the number of rows
   * @param isCutOff the last line is the end of the file and had no \n: it is checked as a whole
   */
  read(bytes: Buffer, p: number, end: number, bytesLeft: number, isCutOff: boolean): number {
    const begin = p;
    while (p < end) {
      const start = skipBlanks(bytes, p);
      const first = bytes[start];
      if (first === NEWLINE) {
        p = start + 1;
      } else if (first === HASH) {
        const newline = bytes.indexOf(NEWLINE, start);
        this.options.onComment(bytes.toString('utf8', start, newline).trimEnd());
        p = newline + 1;
      } else if (endsRows(bytes, start)) {
        break;
      } else {
        if (this.rows === this.capacity) this.grow(this.bytesRead + p - begin, bytesLeft - (p - begin));
        p = this.readRow(bytes, start, isCutOff ? end : -1) + 1;
        this.rows++;
      }
      this.line++;
    }
    this.bytesRead += p - begin;
    return p;
  }

  /** Returns the position of the row's \n. */
  private readRow(bytes: Buffer, p: number, checkedEnd: number): number {
    const { plan, rows } = this;
    for (let i = 0; i < plan.length; i++) {
      const byte = bytes[p];
      if (byte === NEWLINE || byte === HASH) return this.takeShortRow(bytes, p, i);
      const column = plan[i];
      if (isQuoteLike(byte)) p = this.takeQuoted(bytes, p, column);
      else p = column ? column.take(bytes, p, rows) : skipToken(bytes, p);
      p = skipBlanks(bytes, p);
    }
    if (plan.length === this.options.labels.length && bytes[p] === NEWLINE) return p;
    const newline = bytes.indexOf(NEWLINE, p);
    if (plan.length === this.options.labels.length || newline + 1 === checkedEnd) this.checkRest(bytes, p);
    return newline;
  }

  private takeQuoted(bytes: Buffer, p: number, column: StarColumn | null | undefined): number {
    const token = readQuoted(bytes, p);
    if (!token) return this.refuseLine('a quote is not closed');
    column?.takeText(token.text, this.rows);
    return token.end;
  }

  /** Only tables of two columns may leave out the second value: RELION writes empty ones so. */
  private takeShortRow(bytes: Buffer, p: number, found: number): number {
    const { labels } = this.options;
    if (labels.length !== 2 || found !== 1) this.refuseCount(found);
    this.plan[1]?.takeText('', this.rows);
    return bytes.indexOf(NEWLINE, p);
  }

  /** Counts the tokens behind the wanted ones. */
  private checkRest(bytes: Buffer, p: number): void {
    const { length } = this.options.labels;
    let found = this.plan.length;
    while (bytes[p] !== NEWLINE && bytes[p] !== HASH) {
      p = skipToken(bytes, p);
      if (p < 0) this.refuseLine('a quote is not closed');
      p = skipBlanks(bytes, p);
      found++;
    }
    if (bytes[p] === HASH) this.options.onComment(bytes.toString('utf8', p, bytes.indexOf(NEWLINE, p)).trimEnd());
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

/** A label, or the single token `data_...` or `loop_` on its line: another part of the file begins. */
function endsRows(bytes: Buffer, p: number): boolean {
  const byte = (bytes[p] ?? 0) | 32;
  if (bytes[p] === UNDERSCORE) return true;
  if (byte !== 100 /* d */ && byte !== 108 /* l */) return false;
  return /^(data_\S*|loop_)\s*(#.*)?$/i.test(bytes.toString('utf8', p, bytes.indexOf(NEWLINE, p)));
}
