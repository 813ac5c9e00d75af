/** A column of text without an object per row: row -> id -> dictionary entry. */
export class StringColumn {
  /** Dictionary index of each row. */
  readonly ids: Uint32Array;
  /** Each text once; entries that no row uses are allowed. */
  readonly dictionary: readonly string[];

  constructor(ids: Uint32Array, dictionary: readonly string[]) {
    this.ids = ids;
    this.dictionary = dictionary;
  }

  static from(texts: Iterable<string>): StringColumn {
    const idOf = new Map<string, number>();
    const ids: number[] = [];
    for (const text of texts) {
      let id = idOf.get(text);
      if (id === undefined) idOf.set(text, (id = idOf.size));
      ids.push(id);
    }
    return new StringColumn(Uint32Array.from(ids), [...idOf.keys()]);
  }

  get length(): number {
    return this.ids.length;
  }

  /** @throws RangeError for a row that is not there (a mistake of ours, not of a file) */
  at(row: number): string {
    const text = this.dictionary[this.ids[row] ?? -1];
    if (text === undefined) throw new RangeError(`row ${row} of a column with ${this.length} rows`);
    return text;
  }

  /** The rows named by number, in that order. */
  take(rows: Uint32Array): StringColumn {
    return new StringColumn(
      rows.map((row) => this.ids[row] ?? 0),
      this.dictionary,
    );
  }

  *[Symbol.iterator](): Generator<string> {
    for (let row = 0; row < this.length; row++) yield this.at(row);
  }
}
