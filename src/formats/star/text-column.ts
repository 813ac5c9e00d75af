import { Interner } from '../interner.ts';
import { StringColumn } from '../strings.ts';
import { isBlank, tokenEnd } from './tokens.ts';

/** A column of any texts, as ids and a dictionary. */
export class TextColumn {
  private ids = new Uint32Array(0);
  private readonly interner = new Interner();
  private dictionary: string[] = [];

  grow(capacity: number): void {
    const ids = new Uint32Array(capacity);
    ids.set(this.ids);
    this.ids = ids;
  }

  /** Reads the token at `p` into a row; returns the token's end. */
  take(bytes: Buffer, p: number, row: number): number {
    const repeat = this.interner.endOfRepeat(bytes, p);
    const end = repeat >= 0 && isBlank(bytes[repeat] ?? 0) ? repeat : tokenEnd(bytes, p);
    this.ids[row] = end === repeat ? this.interner.last : this.interner.intern(bytes, p, end);
    return end;
  }

  takeText(text: string, row: number): boolean {
    const bytes = Buffer.from(text);
    this.ids[row] = this.interner.intern(bytes, 0, bytes.length);
    return true;
  }

  textAt(row: number): string {
    return this.texts()[this.ids[row] ?? 0] ?? '';
  }

  strings(rows: number): StringColumn {
    return new StringColumn(this.ids.subarray(0, rows), this.texts());
  }

  private texts(): string[] {
    if (this.dictionary.length < this.interner.size) this.dictionary = this.interner.dictionary();
    return this.dictionary;
  }
}
