/** Lines and tokens as bytes. Tokens are split on blanks and tabs; \r counts as a blank, so CRLF files read like others. */

export const NEWLINE = 10;
export const HASH = 35;
export const UNDERSCORE = 95;
/** In front of a quote it takes the quote's meaning away. */
export const ESCAPE = 7;
const TAB = 9;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;

/** Blank, tab, \r or \n. */
export function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === NEWLINE || byte === TAB || byte === CARRIAGE_RETURN;
}

/** First byte at or after `p` that is no blank; stops at \n. */
export function skipBlanks(bytes: Uint8Array, p: number): number {
  let byte = bytes[p];
  while (byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN) byte = bytes[++p];
  return p;
}

/** End of the unquoted token that begins at `p`. */
export function tokenEnd(bytes: Uint8Array, p: number): number {
  while ((bytes[p] ?? 0) > SPACE || !isBlank(bytes[p])) p++;
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
    if (bytes[q] === quote && isBlank(bytes[q + 1]) && bytes[q - 1] !== ESCAPE) {
      return { end: q + 1, text: unescapeQuotes(bytes.toString('utf8', p + 1, q)) };
    }
  }
  return null;
}

function unescapeQuotes(text: string): string {
  return text.replace(/\x07(["'])/g, '$1');
}

/** End of the token at `p` of any kind, its value left alone; -1 when a closing quote is missing. */
export function skipToken(bytes: Buffer, p: number): number {
  if (!isQuoteLike(bytes[p])) return tokenEnd(bytes, p);
  return readQuoted(bytes, p)?.end ?? -1;
}
