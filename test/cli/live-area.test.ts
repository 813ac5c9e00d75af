import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { LiveArea } from '../../src/cli/live-area.ts';

/** A terminal that understands what the area writes: up, erase to the end of the line, erase below. */
class Screen {
  readonly columns = 10;
  readonly rows = 5;
  private lines: string[] = [''];
  private row = 0;
  private column = 0;

  write(text: string): boolean {
    for (const [, escape, character] of text.matchAll(/\u001b\[([?\d]*[A-Za-z])|([\s\S])/g)) {
      if (escape?.endsWith('A')) this.row -= Number.parseInt(escape);
      else if (escape === 'K') this.lines[this.row] = this.line.slice(0, this.column);
      else if (escape === 'J') this.lines = [...this.lines.slice(0, this.row), this.line.slice(0, this.column)];
      else if (character === '\r') this.column = 0;
      else if (character === '\n') [this.row, this.column] = [this.row + 1, 0];
      else if (character) this.put(character);
    }
    return true;
  }

  get text(): string[] {
    return this.lines.map(stripVTControlCharacters);
  }

  private get line(): string {
    return this.lines[this.row] ?? '';
  }

  private put(character: string): void {
    this.lines[this.row] = this.line.slice(0, this.column) + character + this.line.slice(++this.column);
  }
}

it('shows the last frame alone, whatever stood there before', () => {
  const screen = new Screen();
  screen.write('before\n');
  const area = new LiveArea(screen as unknown as NodeJS.WriteStream);
  area.show('one\nlonger two\nthree');
  area.show('1\n2\n3\n4');
  expect(screen.text).toEqual(['before', '1', '2', '3', '4', '']);
  area.show('first\na line too long');
  expect(screen.text).toEqual(['before', 'first', 'a line to…', '']);
  area.clear();
  screen.write('a log line\n');
  area.show('a\nb\nc\nd\ne\nf');
  expect(screen.text).toEqual(['before', 'a log line', 'c', 'd', 'e', 'f', '']);
  area.done();
  screen.write('after\n');
  expect(screen.text.slice(-2)).toEqual(['f', 'after']);
});

it('asks once to give the cursor back when the program ends, however often it was cleared', () => {
  const area = new LiveArea(new Screen() as unknown as NodeJS.WriteStream);
  const before = process.listenerCount('exit');
  for (let i = 0; i < 20; i++) {
    area.show('bar');
    area.clear();
  }
  expect(process.listenerCount('exit')).toBe(before + 1);
  area.done();
  expect(process.listenerCount('exit')).toBe(before);
});
