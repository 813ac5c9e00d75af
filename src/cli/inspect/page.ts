import pc from 'picocolors';
import stringWidth from 'string-width';

const INDENT = '  ';
const GAP = '   ';
const WIDTH_WITHOUT_TERMINAL = 160;
const NARROWEST = 40;

/** Lines for a person: aligned, coloured only on a terminal, never wider than it. */
export class Page {
  private readonly lines: string[] = [];
  private readonly width: number;
  private readonly paint: ReturnType<typeof pc.createColors>;

  constructor(output: { isTTY?: boolean; columns?: number } = process.stdout) {
    const isTerminal = output.isTTY === true;
    this.width = Math.max(NARROWEST, (isTerminal && output.columns) || WIDTH_WITHOUT_TERMINAL);
    this.paint = pc.createColors(isTerminal && !process.env.NO_COLOR);
  }

  title(name: string, what: string): this {
    this.lines.push(`${this.paint.bold(clean(name))}${GAP}${this.paint.dim(what)}`, '');
    return this;
  }

  /** A name and a value a line. */
  facts(facts: readonly (readonly [name: string, value: string])[]): this {
    return this.grid(facts, (cell, _line, column) => (column === 0 ? this.paint.dim(cell) : cell));
  }

  /** Columns under headings; those in `right` are aligned to the right. */
  table(headings: readonly string[], rows: readonly (readonly string[])[], right: readonly number[] = []): this {
    return this.grid([headings, ...rows], (cell, line) => (line === 0 ? this.paint.dim(cell) : cell), right);
  }

  warnings(warnings: readonly string[]): this {
    for (const warning of warnings) this.line(`${this.paint.yellow('!')} ${clean(warning)}`);
    return warnings.length > 0 ? this.gap() : this;
  }

  note(text: string): this {
    this.line(this.paint.dim(clean(text)));
    return this.gap();
  }

  toString(): string {
    return this.lines.join('\n').trimEnd();
  }

  private grid(
    rows: readonly (readonly string[])[],
    paint: (cell: string, line: number, column: number) => string,
    right: readonly number[] = [],
  ): this {
    const cells = rows.map((row) => row.map(clean));
    const count = Math.max(...cells.map((row) => row.length));
    const natural = Array.from({ length: count }, (_, i) => Math.max(...cells.map((row) => stringWidth(row[i] ?? ''))));
    const widths = shareWidth(natural, this.width - INDENT.length - GAP.length * (count - 1));
    cells.forEach((row, line) => {
      const fitted = row.map((cell, i) => pad(cutMiddle(cell, widths[i]!), widths[i]!, right.includes(i)));
      fitted.push((fitted.pop() ?? '').trimEnd());
      this.line(fitted.map((cell, column) => paint(cell, line, column)).join(GAP));
    });
    return this.gap();
  }

  private line(text: string): void {
    this.lines.push(INDENT + text);
  }

  private gap(): this {
    this.lines.push('');
    return this;
  }
}

/** Takes from the widest columns until all fit. */
function shareWidth(natural: readonly number[], room: number): number[] {
  let cap = Math.max(...natural);
  const taken = () => natural.reduce((sum, width) => sum + Math.min(width, cap), 0);
  while (cap > 1 && taken() > room) cap--;
  return natural.map((width) => Math.min(width, cap));
}

/** The end of a path says as much as its beginning. */
function cutMiddle(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  const characters = [...text];
  const head = Math.ceil((width - 1) / 2);
  let [left, right] = [characters.slice(0, head), characters.slice(characters.length - (width - 1 - head))];
  while (stringWidth(left.join('') + right.join('')) > width - 1) [left, right] = [left.slice(0, -1), right.slice(1)];
  return `${left.join('')}…${right.join('')}`;
}

function pad(text: string, width: number, toTheRight: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return toTheRight ? blanks + text : text + blanks;
}

/** Text of files may hold anything, also what a terminal takes as a command. */
function clean(text: string): string {
  return text.replace(/\p{Cc}/gu, '·');
}

/** Six significant digits, without zeros at the end. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(6))).replace('-', '−');
}

/** `1 row`, `12,345 rows`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
