import { refuse } from '../../base/errors.ts';
import { writeThroughTemporary, type FileWriter } from '../file-writer.ts';
import { quoteStar } from './quote.ts';
import type { StarBlock, StarFile, StarLoop } from './read.ts';

const BUFFER_CHARACTERS = 1 << 20;

/**
 * Writes a STAR file in the form that all readers accept (docs/formats.md); values, comments and their orders are kept,
 * but a block's comments stand in front of it, and its pairs in front of its loops. Replaces `path` only when all is written.
 * @throws InputError for a name, label or value that STAR cannot hold
 */
export function writeStar(
  path: string,
  { blocks, comments }: Pick<StarFile, 'comments'> & { blocks: StarBlockToWrite[] },
): void {
  writeThroughTemporary(path, (writer) => {
    const text = new TextBuffer(writer);
    for (const block of blocks) writeBlock(text, path, block);
    writeComments(text, path, comments);
    text.flush();
  });
}

export type StarBlockToWrite = Omit<StarBlock, 'kind'>;

function writeBlock(text: TextBuffer, path: string, { name, comments, pairs, loops }: StarBlockToWrite): void {
  writeComments(text, path, comments);
  text.add(`data_${checkWord(path, name)}\n\n`);
  const width = Math.max(0, ...pairs.map(([label]) => label.length));
  for (const [label, value] of pairs) {
    const quoted = quoteStar(value, `${path}, data_${name}, _${label}`);
    text.add(`_${checkLabel(path, label).padEnd(width)} ${quoted}\n`);
  }
  if (pairs.length > 0) text.add('\n');
  for (const loop of loops) writeLoop(text, path, name, loop);
}

function writeLoop(text: TextBuffer, path: string, block: string, loop: StarLoop): void {
  text.add('loop_\n');
  loop.labels.forEach((label, i) => text.add(`_${checkLabel(path, label)} #${i + 1}\n`));
  const cells = loop.labels.map((label) => quotedCells(loop, label, `${path}, data_${block}, _${label}`));
  for (let row = 0; row < loop.rows; row++) {
    for (let i = 0; i < cells.length; i++) text.add(`${i ? ' ' : ''}${cells[i]?.(row)}`);
    text.add('\n');
  }
  text.add('\n');
}

/** Text of a row; the quoting of the value before is used again while the value stays. */
function quotedCells(loop: StarLoop, label: string, where: string): (row: number) => string {
  let last: string | null = null;
  let quoted = '';
  return (row) => {
    const value = loop.text(label, row);
    if (value !== last) quoted = quoteStar(value, `${where}, row ${row + 1}`);
    last = value;
    return quoted;
  };
}

function writeComments(text: TextBuffer, path: string, comments: readonly string[]): void {
  for (const comment of comments) {
    if (!/^#[^\r\n]*$/.test(comment))
      refuse(path, `the comment ${JSON.stringify(comment)} is not one line with # in front`);
    text.add(`${comment}\n`);
  }
  if (comments.length > 0) text.add('\n');
}

function checkLabel(path: string, label: string): string {
  if (label === '') refuse(path, 'a label without a name cannot be written');
  return checkWord(path, label);
}

function checkWord(path: string, word: string): string {
  return /[\0- ]/.test(word) ? refuse(path, `the name ${JSON.stringify(word)} has a blank in it`) : word;
}

/** Gathers text into large writes. */
class TextBuffer {
  private readonly writer: FileWriter;
  private text = '';

  constructor(writer: FileWriter) {
    this.writer = writer;
  }

  add(text: string): void {
    this.text += text;
    if (this.text.length > BUFFER_CHARACTERS) this.flush();
  }

  flush(): void {
    this.writer.write(Buffer.from(this.text));
    this.text = '';
  }
}
