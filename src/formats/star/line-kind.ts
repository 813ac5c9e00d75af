import { HASH, NEWLINE, UNDERSCORE, isBlank, skipBlanks, tokenEnd } from './tokens.ts';

const SEMICOLON = 59;

/** What a line outside of rows is; `word` is its first token. */
export interface LineKind {
  kind: 'blank' | 'comment' | 'block' | 'loop' | 'label' | 'other';
  word: string;
  /** Where the line's second token begins, or its \n. */
  rest: number;
}

/** Looks at the line that begins at `p`. */
export function lineKind(bytes: Buffer, p: number): LineKind {
  const start = skipBlanks(bytes, p);
  const end = tokenEnd(bytes, start);
  const word = bytes.toString('utf8', start, end);
  return { kind: kindOf(bytes[start], word), word, rest: skipBlanks(bytes, end) };
}

function kindOf(first: number | undefined, word: string): LineKind['kind'] {
  if (first === NEWLINE) return 'blank';
  if (first === HASH || first === SEMICOLON) return 'comment';
  if (first === UNDERSCORE) return 'label';
  if (/^data_/i.test(word)) return 'block';
  return /^loop_$/i.test(word) ? 'loop' : 'other';
}

/** Among rows: does another part of the file begin here (a label, or `data_...` or `loop_` alone on the line)? */
export function endsRows(bytes: Buffer, start: number): boolean {
  const first = (bytes[start] as number) | 32;
  if (bytes[start] === UNDERSCORE) return true;
  if (first !== 100 /* d */ && first !== 108 /* l */) return false;
  const { kind, rest } = lineKind(bytes, start);
  return (kind === 'block' || kind === 'loop') && (bytes[rest] === NEWLINE || bytes[rest] === HASH);
}

/** The text of a line without blanks around it. */
export function lineText(bytes: Buffer, start: number, newline: number): string {
  while (newline > start && isBlank(bytes[newline - 1] as number)) newline--;
  return bytes.toString('utf8', skipBlanks(bytes, start), newline);
}
