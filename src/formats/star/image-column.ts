import { Interner } from '../interner.ts';
import { StringColumn } from '../strings.ts';
import { isBlank, tokenEnd } from './tokens.ts';

const ZERO = 48;
const AT = 64;
/** More digits might not fit 32 bits. */
const MOST_DIGITS = 9;

/** A column of `000012@path` as number and dictionary of paths: a text for each row would take hundreds of megabytes. */
export class ImageColumn {
  private numbers = new Uint32Array(0);
  /** Digits in front of the @, with leading zeros. */
  private digits = new Uint8Array(0);
  private ids = new Uint32Array(0);
  private readonly interner = new Interner();
  private paths: string[] = [];

  grow(capacity: number): void {
    const { numbers, digits, ids } = this;
    this.numbers = new Uint32Array(capacity);
    this.digits = new Uint8Array(capacity);
    this.ids = new Uint32Array(capacity);
    this.numbers.set(numbers);
    this.digits.set(digits);
    this.ids.set(ids);
  }

  /** Reads the token at `p` into a row; returns the token's end, or -1 when it is not of this form. */
  take(bytes: Buffer, p: number, row: number): number {
    let q = p;
    let number = 0;
    let digit = (bytes[q] as number) - ZERO;
    while (digit >= 0 && digit <= 9) {
      number = (Math.imul(number, 10) + digit) | 0;
      digit = (bytes[++q] as number) - ZERO;
    }
    const digits = q - p;
    if (digits === 0 || digits > MOST_DIGITS || bytes[q] !== AT) return -1;
    q++;
    this.numbers[row] = number;
    this.digits[row] = digits;
    const repeat = this.interner.endOfRepeat(bytes, q);
    const end = repeat >= 0 && isBlank(bytes[repeat] ?? 0) ? repeat : tokenEnd(bytes, q);
    this.ids[row] = end === repeat ? this.interner.last : this.interner.intern(bytes, q, end);
    return end;
  }

  takeText(text: string, row: number): boolean {
    const bytes = Buffer.from(`${text}\n`);
    return this.take(bytes, 0, row) === bytes.length - 1;
  }

  textAt(row: number): string {
    if (this.paths.length < this.interner.size) this.paths = this.interner.dictionary();
    const number = String(this.numbers[row]).padStart(this.digits[row] ?? 0, '0');
    return `${number}@${this.paths[this.ids[row] ?? 0]}`;
  }

  /** The numbers (from 1) and the paths of the first `rows` rows. */
  split(rows: number): { numbers: Uint32Array; paths: StringColumn } {
    return {
      numbers: this.numbers.subarray(0, rows),
      paths: new StringColumn(this.ids.subarray(0, rows), this.interner.dictionary()),
    };
  }
}
