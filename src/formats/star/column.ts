import { StringColumn } from '../strings.ts';
import { ImageColumn } from './image-column.ts';
import { NumberColumn } from './number-column.ts';
import { TextColumn } from './text-column.ts';

/** The tokens of one column, held as what they look like; their text can always be made again exactly. */
export class StarColumn {
  private store: NumberColumn | ImageColumn | TextColumn = new NumberColumn();
  private capacity = 0;

  grow(capacity: number): void {
    this.capacity = capacity;
    this.store.grow(capacity);
  }

  /** Reads the unquoted token at `p` into a row (rows come in order); returns the token's end. */
  take(bytes: Buffer, p: number, row: number): number {
    const end = this.store.take(bytes, p, row);
    return end >= 0 ? end : this.change(row).take(bytes, p, row);
  }

  /** A value that came in quotes, or none. */
  takeText(text: string, row: number): void {
    if (!this.store.takeText(text, row)) this.change(row).takeText(text, row);
  }

  textAt(row: number): string {
    return this.store.textAt(row);
  }

  contents(): NumberColumn | ImageColumn | TextColumn {
    return this.store;
  }

  strings(rows: number): StringColumn {
    if (this.store instanceof TextColumn) return this.store.strings(rows);
    return StringColumn.from(Array.from({ length: rows }, (_, row) => this.store.textAt(row)));
  }

  /** The next row does not fit: an empty number column becomes one of images, any other one of texts. */
  private change(rows: number): StarColumn {
    const old = this.store;
    this.store = rows === 0 && old instanceof NumberColumn ? new ImageColumn() : new TextColumn();
    this.store.grow(this.capacity);
    for (let row = 0; row < rows; row++) this.store.takeText(old.textAt(row), row);
    return this;
  }
}
