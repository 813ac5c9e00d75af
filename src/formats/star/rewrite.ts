import { refuse } from '../../base/errors.ts';
import { InputFile } from '../input-file.ts';
import { writeBehindTemporary, type WriteBehind } from '../write-behind.ts';
import { lineKind } from './line-kind.ts';
import { LineBlocks } from './lines.ts';
import { quoteStar } from './quote.ts';
import { RowCopier, copyLine } from './row-copier.ts';
import { SpareOutput } from './spare-output.ts';
import { TokenReplacer } from './token-replacer.ts';
import { NEWLINE } from './tokens.ts';

/** For two blocks that have become longer. */
const SPARE_BYTES = 1 << 22;

/**
 * Copies a STAR file and replaces every value of one column (or pair) of one block. All else stays byte for byte, but
 * for what some readers refuse: \r goes, every table ends with a blank line and has neither blank lines nor comments
 * among its rows (comments move behind them). Replaces `target` only when all is written.
 * @param value called once for each different value
 * @throws InputError when the file is damaged, or the block or column is not there
 */
export async function rewriteStarColumn(
  source: string,
  target: string,
  block: string,
  label: string,
  value: (value: string) => string,
): Promise<void> {
  const quoted = (text: string) => quoteStar(value(text), `${target}, data_${block}, _${label}`);
  const file = new InputFile(source);
  try {
    await writeBehindTemporary(target, (writer) => new Rewriter(file, block, label, quoted).run(writer));
  } finally {
    file.close();
  }
}

class Rewriter {
  private readonly file: InputFile;
  private readonly block: string;
  private readonly label: string;
  private readonly lines: LineBlocks;
  private readonly out: SpareOutput;
  private readonly replacer: TokenReplacer;
  private line = 1;
  private isFound = false;
  /** The block of this line is the one whose column is rewritten. */
  private isInBlock = false;
  /** Labels of the loop whose rows have not begun. */
  private labels: string[] | null = null;
  private rows: RowCopier | null = null;
  private lastKind = 'blank';

  constructor(file: InputFile, block: string, label: string, quoted: (text: string) => string) {
    this.file = file;
    this.block = block;
    this.label = label;
    this.lines = new LineBlocks(file, SPARE_BYTES);
    this.out = new SpareOutput(this.lines);
    this.replacer = new TokenReplacer(this.out, quoted);
  }

  async run(writer: WriteBehind): Promise<void> {
    while (this.lines.next()) {
      this.out.begin();
      const { start, end } = this.lines;
      for (let p = start; p < end;) p = this.rows ? this.copyRows(this.rows, p) : this.copyOther(p);
      for (const part of this.out.take()) await writer.put(part);
    }
    this.rows?.end();
    for (const part of this.out.take()) await writer.put(part);
    if (!this.isFound) refuse(this.file.path, `data_${this.block} has no column _${this.label}`);
  }

  private copyRows(rows: RowCopier, p: number): number {
    const next = rows.copy(p);
    this.line = rows.line;
    if (next < this.lines.end) {
      rows.end();
      this.rows = null;
      this.labels = null;
      this.lastKind = 'blank';
    }
    return next;
  }

  /** Copies a line outside of rows; returns where the next one begins (or the same place: rows begin here). */
  private copyOther(p: number): number {
    const { bytes } = this.lines;
    const newline = bytes.indexOf(NEWLINE, p);
    const { kind, word, rest } = lineKind(bytes, p);
    if (kind === 'other') {
      this.startRows();
      return p;
    }
    if (kind === 'block') this.startBlock(word.slice(5));
    else if (kind === 'loop') this.labels = [];
    else if (kind === 'label' && this.labels) this.labels.push(word.slice(1));
    const isPair = kind === 'label' && !this.labels && this.isInBlock && word.slice(1) === this.label;
    copyLine(this.lines, this.out, isPair ? this.replacePair(p, rest) : p, newline);
    this.lastKind = kind;
    this.line++;
    return newline + 1;
  }

  private startBlock(name: string): void {
    if (this.lastKind === 'label' || this.lastKind === 'loop') this.out.putText('\n');
    this.isInBlock = name === this.block;
    this.labels = null;
  }

  private startRows(): void {
    if (!this.labels) this.refuseLine(this.line, 'expected a label (_name), loop_ or data_NAME');
    const column = this.isInBlock ? this.labels.indexOf(this.label) : -1;
    if (column >= 0) this.isFound = true;
    const refuseRow = (line: number) => this.refuseLine(line, `the row ends before _${this.label}`);
    const replacement = column >= 0 ? { column, replacer: this.replacer, refuseRow } : null;
    this.rows = new RowCopier(this.lines, this.out, this.line, replacement);
  }

  /** Returns the end of the old value. */
  private replacePair(p: number, rest: number): number {
    this.isFound = true;
    this.out.copy(p, rest);
    if (this.lines.bytes[rest] === NEWLINE) this.out.putText(' ');
    const end = this.replacer.replace(this.lines.bytes, rest);
    return end < 0 ? this.refuseLine(this.line, `_${this.label}: a quote is not closed`) : end;
  }

  private refuseLine(line: number, message: string): never {
    return refuse(this.file.path, `line ${line}: ${message}`);
  }
}
