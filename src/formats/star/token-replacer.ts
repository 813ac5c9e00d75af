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
    if (first === NEWLINE || first === HASH) return this.put(Buffer.alloc(0), 0, 0, p);
    if (isQuoteLike(first)) {
      const token = readQuoted(bytes, p);
      const text = Buffer.from(token?.text ?? '');
      return token ? this.put(text, 0, text.length, token.end) : -1;
    }
    const repeat = this.interner.endOfRepeat(bytes, p);
    const end = repeat >= 0 && isBlank(bytes[repeat] ?? 0) ? repeat : tokenEnd(bytes, p);
    return this.put(bytes, p, end, end);
  }

  private put(bytes: Buffer, from: number, to: number, tokenEnd: number): number {
    const id = this.interner.intern(bytes, from, to);
    const replacement = (this.replacements[id] ??= Buffer.from(this.replacementOf(bytes.toString('utf8', from, to))));
    this.out.put(replacement);
    return tokenEnd;
  }
}
