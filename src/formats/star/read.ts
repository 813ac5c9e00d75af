import { refuse } from '../../base/errors.ts';
import { withInputFile, type InputFile } from '../input-file.ts';
import { StarColumn } from './column.ts';
import { lineKind, lineText } from './line-kind.ts';
import { LineBlocks } from './lines.ts';
import { StarLoop } from './loop.ts';
import { RowReader } from './rows.ts';
import { HASH, NEWLINE, isQuoteLike, readQuoted, skipBlanks, tokenEnd } from './tokens.ts';

export { StarLoop } from './loop.ts';

/** A `data_NAME` block: pairs, loops or both. */
export interface StarBlock {
  name: string;
  kind: 'loop' | 'pairs' | 'mixed';
  /** Comment lines (with their #) in front of the block and inside it, in order. */
  comments: string[];
  pairs: [label: string, value: string][];
  loops: StarLoop[];
}

export interface StarFile {
  blocks: StarBlock[];
  /** Comment lines behind everything else. */
  comments: string[];
}

export interface ReadStarOptions {
  /** Says which columns of loops to read (default: all). */
  columns?: (label: string) => boolean;
}

/**
 * Reads a STAR file; docs/formats.md says what is accepted. Labels come without their underscore.
 * @throws InputError naming file and line for anything that is not a STAR file, and for rows of the wrong length
 */
export function readStar(path: string, options: ReadStarOptions = {}): StarFile {
  return withInputFile(path, (file) => new StarReader(file, options.columns ?? (() => true)).read());
}

class StarReader {
  private readonly file: InputFile;
  private readonly isWanted: (label: string) => boolean;
  private readonly blocks: StarBlock[] = [];
  private block: StarBlock | null = null;
  /** Labels of the loop whose rows have not begun. */
  private labels: Set<string> | null = null;
  private rows: RowReader | null = null;
  private comments: string[] = [];
  private line = 1;

  constructor(file: InputFile, isWanted: (label: string) => boolean) {
    this.file = file;
    this.isWanted = isWanted;
  }

  read(): StarFile {
    const lines = new LineBlocks(this.file);
    while (lines.next()) {
      const { bytes, start, end } = lines;
      let p = start;
      while (p < end) {
        if (this.rows) {
          const bytesLeft = this.file.sizeBytes - lines.position - p;
          p = this.rows.read(lines, p, bytesLeft);
          this.line = this.rows.line;
          if (p < end) this.endLoop();
        } else {
          p = this.takeLine(bytes, p);
        }
      }
    }
    this.endLoop();
    if (!this.block) refuse(this.file.path, 'has no line data_NAME, expected a STAR file');
    for (const block of this.blocks) block.kind = kindOf(block);
    return { blocks: this.blocks, comments: this.comments };
  }

  /** One line outside of rows; returns where the next one begins (or the same place: rows begin here). */
  private takeLine(bytes: Buffer, p: number): number {
    const newline = bytes.indexOf(NEWLINE, p);
    const { kind, word, rest } = lineKind(bytes, p);
    if (kind === 'other' && this.labels?.size) {
      this.startRows();
      return p;
    }
    if (kind === 'comment') this.addComment(lineText(bytes, p, newline));
    else if (kind === 'block') this.startBlock(word.slice(5));
    else if (kind !== 'blank' && !this.block)
      this.refuseLine('is neither a comment nor data_NAME, expected a STAR file');
    else if (kind === 'label') this.takeLabel(word.slice(1), bytes, rest);
    else if (kind === 'loop') this.startLoop();
    else if (kind === 'other') this.refuseLine('expected a label (_name), loop_ or data_NAME');
    this.line++;
    return newline + 1;
  }

  private addComment(text: string): void {
    this.comments.push(text.startsWith('#') ? text : `# ${text}`);
  }

  private startBlock(name: string): void {
    this.endLoop();
    this.block = { name, kind: 'pairs', comments: this.takeComments(), pairs: [], loops: [] };
    this.blocks.push(this.block);
  }

  private startLoop(): void {
    this.endLoop();
    this.labels = new Set();
  }

  private takeLabel(label: string, bytes: Buffer, p: number): void {
    if (label === '') this.refuseLine('a label without a name');
    this.block?.comments.push(...this.takeComments());
    if (this.labels) {
      if (this.labels.has(label)) this.refuseLine(`the loop has two columns named _${label}`);
      this.labels.add(label);
    } else this.block?.pairs.push([label, this.pairValue(label, bytes, p)]);
  }

  private pairValue(label: string, bytes: Buffer, p: number): string {
    if (bytes[p] === NEWLINE || bytes[p] === HASH) return '';
    const quoted = isQuoteLike(bytes[p]) ? readQuoted(bytes, p) : undefined;
    if (quoted === null) this.refuseLine(`_${label}: a quote is not closed`);
    const end = quoted?.end ?? tokenEnd(bytes, p);
    const rest = skipBlanks(bytes, end);
    if (bytes[rest] === HASH) this.addComment(lineText(bytes, rest, bytes.indexOf(NEWLINE, rest)));
    else if (bytes[rest] !== NEWLINE)
      this.refuseLine(`_${label} has more than one value; a value with blanks needs quotes`);
    return quoted?.text ?? bytes.toString('utf8', p, end);
  }

  private startRows(): void {
    this.block?.comments.push(...this.takeComments());
    const { path } = this.file;
    const options = { path, block: this.block?.name ?? '', labels: [...(this.labels ?? [])], isWanted: this.isWanted };
    const onComment = (text: string) => this.addComment(text);
    this.rows = new RowReader({ ...options, onComment }, () => new StarColumn(), this.line);
  }

  /** Comments behind the last row belong to what follows. */
  private endLoop(): void {
    if (!this.labels || !this.block) return;
    if (this.labels.size === 0) this.refuseLine('the loop_ before this line has no labels');
    const columns = this.rows?.columns ?? new Map([...this.labels].map((label) => [label, new StarColumn()]));
    const where = `${this.file.path}, data_${this.block.name}`;
    this.block.loops.push(new StarLoop(where, [...this.labels], columns, this.rows?.rows ?? 0));
    this.labels = null;
    this.rows = null;
  }

  private takeComments(): string[] {
    const comments = this.comments;
    this.comments = [];
    return comments;
  }

  private refuseLine(message: string): never {
    return refuse(this.file.path, `line ${this.line}: ${message}`);
  }
}

function kindOf({ pairs, loops }: StarBlock): StarBlock['kind'] {
  if (loops.length === 0) return 'pairs';
  return pairs.length === 0 ? 'loop' : 'mixed';
}
