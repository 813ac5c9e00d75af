import { NEWLINE } from './tokens.ts';

const HIGH_BITS = 0x80808080 | 0;
const LOW_SEVEN = 0x7f7f7f7f;
/** Added to a byte below 128, it sets the high bit when the byte is above 32. */
const ABOVE_BLANK = 0x5f5f5f5f;

/**
 * The search of assembly/star-rows.ts without WebAssembly, in a third of the time of going byte by byte: looks through
 * the line that begins at `p`, whose tokens are whatever lies between blanks. Returns the place of its \n.
 * @param words the memory as 32-bit words (of either byte order: within a word only the count matters). From index
 *   `skips` on it holds `count` numbers of tokens to pass before each wanted one, and gets where these begin behind
 *   them: the place of the \n for those that are not there
 */
export function scanInScript(bytes: Buffer, words: Int32Array, p: number, skips: number, count: number): number {
  const newline = bytes.indexOf(NEWLINE, p);
  for (let i = 0; i < count; i++) {
    const tokens = (words[skips + i] as number) + (i > 0 ? 1 : 0);
    p = skipPlainTokens(bytes, words, p, tokens, newline);
    words[skips + count + i] = p;
  }
  return newline;
}

/** From `p` on (which begins a token, or stands before one) passes `count` tokens; returns where the next one begins, or `newline`. */
function skipPlainTokens(bytes: Uint8Array, words: Int32Array, p: number, count: number, newline: number): number {
  let inToken = 0;
  const aligned = Math.min((p + 3) & ~3, newline);
  for (; p < aligned; p++) {
    const isToken = (32 - (bytes[p] as number)) >>> 31;
    count -= isToken & (inToken ^ 1);
    if (count < 0) return p;
    inToken = isToken;
  }
  const lastWord = newline >> 2;
  for (let i = p >> 2; i < lastWord; i++) {
    const word = words[i] as number;
    const tokens = (((word & LOW_SEVEN) + ABOVE_BLANK) | word) & HIGH_BITS;
    const starts = tokens & ~((tokens << 8) | (inToken << 7));
    const startCount = Math.imul(starts >>> 7, 0x01010101) >>> 24;
    if (startCount > count) break;
    count -= startCount;
    inToken = tokens >>> 31;
    p += 4;
  }
  for (; p < newline; p++) {
    const isToken = (32 - (bytes[p] as number)) >>> 31;
    count -= isToken & (inToken ^ 1);
    if (count < 0) return p;
    inToken = isToken;
  }
  return newline;
}
