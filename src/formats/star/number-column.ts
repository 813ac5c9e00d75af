import { tokenEnd, isBlank } from './tokens.ts';

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
/** Decimals of up to this many digits survive the way through a double and back. */
const EXACT_DIGITS = 15;
/** Longest run of digits that is summed up in 32-bit integers. */
const RUN_DIGITS = 9;
const POWERS = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, i) => Number(`1e${i}`));
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;
const NOT_FINITE: Record<string, number> = { nan: NaN, inf: Infinity, infinity: Infinity };

/** How the text of a value is made again: 0..15 fixed decimals, EXPONENT + decimals as C prints them, or shortest. */
const EXPONENT = 32;
const SHORTEST = 255;

/**
 * A column of decimals as doubles, from which each token's text can be made again exactly: a token that none of the
 * formats makes is kept as text, and a column with many of those is no number column (`take` says -1).
 */
export class NumberColumn {
  values: Float64Array = new Float64Array(0);
  private format = -1;
  /** Format of each row, once rows differ. */
  private formats: Uint8Array | null = null;
  private readonly oddTexts = new Map<number, string>();

  grow(capacity: number): void {
    const values = new Float64Array(capacity);
    values.set(this.values);
    this.values = values;
    if (this.formats) this.formats = grownFormats(this.formats, capacity);
  }

  /** Reads the token at `p` into a row; returns the token's end, or -1. Plain decimals are exact and quick. */
  take(bytes: Buffer, p: number, row: number): number {
    let q = p;
    const negative = bytes[q] === MINUS;
    if (negative) q++;
    const first = q;
    let whole = 0;
    let digit = (bytes[q] as number) - ZERO;
    while (digit >= 0 && digit <= 9) {
      whole = (Math.imul(whole, 10) + digit) | 0;
      digit = (bytes[++q] as number) - ZERO;
    }
    const wholeDigits = q - first;
    let fraction = 0;
    let decimals = 0;
    if (digit === POINT - ZERO) {
      const start = ++q;
      digit = (bytes[q] as number) - ZERO;
      while (digit >= 0 && digit <= 9) {
        fraction = (Math.imul(fraction, 10) + digit) | 0;
        digit = (bytes[++q] as number) - ZERO;
      }
      decimals = q - start;
      if (decimals === 0 || decimals > RUN_DIGITS) return this.takeOdd(bytes, p, row);
    }
    if (
      wholeDigits === 0 ||
      wholeDigits > RUN_DIGITS ||
      wholeDigits + decimals > EXACT_DIGITS ||
      (wholeDigits > 1 && bytes[first] === ZERO) ||
      !isBlank(bytes[q] as number)
    ) {
      return this.takeOdd(bytes, p, row);
    }
    const scale = POWERS[decimals] ?? 1;
    const size = decimals === 0 ? whole : (whole * scale + fraction) / scale;
    this.values[row] = negative ? -size : size;
    if (this.format !== decimals || this.formats) this.noteFormat(row, decimals);
    return q;
  }

  /** A value that came in quotes. Returns false when the column is no number column. */
  takeText(text: string, row: number): boolean {
    const [value, format] = parseOdd(text);
    if (format >= 0) {
      this.values[row] = value;
      this.noteFormat(row, format);
      return true;
    }
    const isWord = !Number.isFinite(value) && isNumeric(text);
    if ((row === 0 && !isWord) || this.oddTexts.size > 100 + row / 16) return false;
    this.values[row] = value;
    this.oddTexts.set(row, text);
    return true;
  }

  textAt(row: number): string {
    const odd = this.oddTexts.get(row);
    if (odd !== undefined) return odd;
    return formatValue(this.values[row] ?? 0, this.formats?.[row] ?? this.format);
  }

  /** The first row whose text is no number, with that text. */
  firstBad(): { row: number; text: string } | null {
    for (const [row, text] of this.oddTexts) if (!isNumeric(text)) return { row, text };
    return null;
  }

  private takeOdd(bytes: Buffer, p: number, row: number): number {
    const end = tokenEnd(bytes, p);
    return this.takeText(bytes.toString('utf8', p, end), row) ? end : -1;
  }

  private noteFormat(row: number, format: number): void {
    if (this.format < 0) this.format = format;
    if (!this.formats) {
      if (format === this.format) return;
      this.formats = new Uint8Array(this.values.length).fill(this.format, 0, row);
    }
    this.formats[row] = format;
  }
}

function grownFormats(formats: Uint8Array, capacity: number): Uint8Array {
  const grown = new Uint8Array(capacity);
  grown.set(formats);
  return grown;
}

/** Value and format of a token; format -1 when no format makes the text again (then the value may be NaN). */
function parseOdd(text: string): [value: number, format: number] {
  const value = parseNumber(text);
  if (!Number.isFinite(value)) return [value, -1];
  const point = text.indexOf('.');
  const end = text.search(/[eE]/);
  const decimals = point < 0 ? 0 : (end < 0 ? text.length : end) - point - 1;
  const formats = end < 0 ? [SHORTEST, decimals] : [SHORTEST, EXPONENT + decimals];
  const fits = decimals <= EXACT_DIGITS ? formats : [SHORTEST];
  return [value, fits.find((format) => formatValue(value, format) === text) ?? -1];
}

/** A decimal, or nan and inf as other programs spell them; NaN for anything else. */
export function parseNumber(text: string): number {
  if (NUMBER.test(text)) return Number(text);
  const size = NOT_FINITE[text.replace(/^[-+]/, '').toLowerCase()] ?? NaN;
  return text.startsWith('-') ? -size : size;
}

/** A number, or a way to write that there is none (`nan`, `<NA>`). */
export function isNumeric(text: string): boolean {
  return !Number.isNaN(parseNumber(text)) || /^([-+]?nan|<NA>)$/i.test(text);
}

function formatValue(value: number, format: number): string {
  if (Object.is(value, -0)) return `-${formatValue(0, format)}`;
  if (format === SHORTEST) return String(value);
  if (format < EXPONENT) return value.toFixed(format);
  return value.toExponential(format - EXPONENT).replace(/([-+])(\d)$/, '$10$2');
}
