import stringWidth from 'string-width';

const ESC = '\u001b';
const HIDE_CURSOR = `${ESC}[?25l`;
const SHOW_CURSOR = `${ESC}[?25h`;

/**
 * The last lines of a terminal, redrawn in place. Every line is written anew and the rest of it erased: what stood there
 * before does not matter.
 */
export class LiveArea {
  private readonly stream: NodeJS.WriteStream;
  private lines = 0;
  private hidesCursor = false;
  private readonly restore = (): void => void this.stream.write(SHOW_CURSOR);

  constructor(stream: NodeJS.WriteStream = process.stdout) {
    this.stream = stream;
  }

  /** Lines longer than the terminal are cut; of more lines than it has the last ones are shown. */
  show(text: string): void {
    const { columns = 80, rows = 24 } = this.stream;
    const lines = text.split('\n').slice(1 - rows);
    if (!this.hidesCursor) process.once('exit', this.restore);
    this.hidesCursor = true;
    const drawn = lines.map((line) => `${cutLine(line, columns)}${ESC}[K\n`).join('');
    this.stream.write(`${HIDE_CURSOR}${this.toStart()}${drawn}${ESC}[J`);
    this.lines = lines.length;
  }

  /** Takes the lines away, so that others can be written above the next ones. */
  clear(): void {
    if (this.lines > 0) this.stream.write(`${this.toStart()}${ESC}[J`);
    this.lines = 0;
  }

  /** What is shown stays; the terminal goes on below it. */
  done(): void {
    this.stream.write(SHOW_CURSOR);
    process.off('exit', this.restore);
    this.hidesCursor = false;
    this.lines = 0;
  }

  private toStart(): string {
    return this.lines > 0 ? `${ESC}[${this.lines}A\r` : '';
  }
}

/** A line with colours, cut to the width of the screen. */
export function cutLine(line: string, columns: number): string {
  if (stringWidth(line) <= columns) return line;
  let width = 0;
  let kept = '';
  for (const part of line.split(/(\u001b\[[0-9;]*m)/)) {
    if (part.startsWith(`${ESC}[`)) kept += part;
    else {
      for (const character of part) {
        const next = stringWidth(character);
        if (width + next > columns - 1) return `${kept}…${ESC}[0m`;
        width += next;
        kept += character;
      }
    }
  }
  return kept;
}
