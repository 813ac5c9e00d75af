/** Lines and tokens as bytes. Tokens are split on blanks, tabs and control characters (so CRLF files read like others). */

export const NEWLINE = 10;
export const HASH = 35;
export const UNDERSCORE = 95;
/** In front of a quote it takes the quote's meaning away. */
const ESCAPE = 7;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
/** Bytes that may be more than a part of a token. */
export const SPECIAL_BYTES = [DOUBLE_QUOTE, SINGLE_QUOTE, HASH, ESCAPE];

/** Blank, tab, \r, \n or any other control character but the escape. */
export function isBlank(byte: number): boolean {
  return byte <= SPACE && byte !== ESCAPE;
}

/** First byte at or after `p` that is no blank; stops at \n. */
export function skipBlanks(bytes: Uint8Array, p: number): number {
  while (isBlank(bytes[p] as number) && bytes[p] !== NEWLINE) p++;
  return p;
}

/** End of the unquoted token that begins at `p`. */
export function tokenEnd(bytes: Uint8Array, p: number): number {
  while ((bytes[p] as number) > SPACE || bytes[p] === ESCAPE) p++;
  return p;
}

/** Does a token that begins with this byte need `readQuoted`? */
export function isQuoteLike(byte: number | undefined): boolean {
  return byte === DOUBLE_QUOTE || byte === SINGLE_QUOTE || byte === ESCAPE;
}

export interface QuotedToken {
  end: number;
  /** What is inside, escapes resolved. */
  text: string;
}

/**
 * The token at `p`, which begins with a quote or an escaped quote. A quote ends the token only when a blank follows and
 * no escape is in front: `'it's x'` is it's x. Null when the closing quote is missing.
 */
export function readQuoted(bytes: Buffer, p: number): QuotedToken | null {
  const quote = bytes[p];
  if (quote === ESCAPE) {
    const end = tokenEnd(bytes, p);
    return { end, text: unescapeQuotes(bytes.toString('utf8', p, end)) };
  }
  for (let q = p + 1; bytes[q] !== NEWLINE; q++) {
    if (bytes[q] === quote && isBlank(bytes[q + 1] ?? NEWLINE) && bytes[q - 1] !== ESCAPE) {
      return { end: q + 1, text: unescapeQuotes(bytes.toString('utf8', p + 1, q)) };
    }
  }
  return null;
}

function unescapeQuotes(text: string): string {
  return text.replace(/\x07(["'])/g, '$1');
}

/**
 * From the token that begins at `p` on, passes `count` tokens and returns where the next one begins; \n or # when the
 * line ends before, -1 when a quote is not closed.
 */
export function skipTokens(bytes: Buffer, p: number, count: number): number {
  for (; count > 0 && bytes[p] !== NEWLINE && bytes[p] !== HASH; count--) {
    p = isQuoteLike(bytes[p]) ? (readQuoted(bytes, p)?.end ?? -1) : tokenEnd(bytes, p);
    if (p < 0) return -1;
    p = skipBlanks(bytes, p);
  }
  return p;
}

/** Tokens of the line from `p` on; -1 when a quote is not closed. */
export function countTokens(bytes: Buffer, p: number): number {
  for (let count = 0; ; count++) {
    p = skipBlanks(bytes, p);
    if (bytes[p] === NEWLINE || bytes[p] === HASH) return count;
    p = isQuoteLike(bytes[p]) ? (readQuoted(bytes, p)?.end ?? -1) : tokenEnd(bytes, p);
    if (p < 0) return -1;
  }
}
