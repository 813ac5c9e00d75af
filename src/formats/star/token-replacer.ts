import { Interner } from '../interner.ts';
import type { SpareOutput } from './spare-output.ts';
import { HASH, NEWLINE, isBlank, isQuoteLike, readQuoted, tokenEnd } from './tokens.ts';

/** Puts another value in a token's place; each different value is asked for once. */
export class TokenReplacer {
  private readonly out: SpareOutput;
  private readonly replacementOf: (text: string) => string;
  private readonly interner = new Interner();
  private readonly replacements: Buffer[] = [];

  constructor(out: SpareOutput, replacementOf: (text: string) => string) {
    this.out = out;
    this.replacementOf = replacementOf;
  }

  /** Writes the new value of the token at `p`; returns the old one's end, or -1 when a quote is not closed. */
  replace(bytes: Buffer, p: number): number {
    const first = bytes[p];
    if (first === NEWLINE || first === HASH) return this.putText('', p);
    if (isQuoteLike(first)) {
      const token = readQuoted(bytes, p);
      return token ? this.putText(token.text, token.end) : -1;
    }
    const repeat = this.interner.endOfRepeat(bytes, p);
    const end = repeat >= 0 && isBlank(bytes[repeat] ?? 0) ? repeat : tokenEnd(bytes, p);
    return this.put(end === repeat ? this.interner.last : this.interner.intern(bytes, p, end), bytes, p, end);
  }

  private putText(text: string, tokenEnd: number): number {
    const bytes = Buffer.from(text);
    this.put(this.interner.intern(bytes, 0, bytes.length), bytes, 0, bytes.length);
    return tokenEnd;
  }

  /** Returns `end`. */
  private put(id: number, bytes: Buffer, start: number, end: number): number {
    this.out.put((this.replacements[id] ??= Buffer.from(this.replacementOf(bytes.toString('utf8', start, end)))));
    return end;
  }
}
