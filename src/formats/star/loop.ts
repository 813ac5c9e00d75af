import { refuse } from '../../base/errors.ts';
import { StringColumn } from '../strings.ts';
import { StarColumn } from './column.ts';
import { ImageColumn } from './image-column.ts';
import { NumberColumn, isNumeric, parseNumber } from './number-column.ts';
import type { TextColumn } from './text-column.ts';

/** `NNNNNN@path` in two columns. */
export interface ImageNames {
  /** From 1. */
  numbers: Uint32Array;
  paths: StringColumn;
}

/** A table of a STAR file: labels (without the underscore) and columns; no object per row. */
export class StarLoop {
  readonly labels: readonly string[];
  readonly rows: number;
  private readonly where: string;
  private readonly columns: ReadonlyMap<string, StarColumn>;

  /** @param where names file and block in messages */
  constructor(where: string, labels: readonly string[], columns: ReadonlyMap<string, StarColumn>, rows: number) {
    this.where = where;
    this.labels = labels;
    this.columns = columns;
    this.rows = rows;
  }

  /** Makes a table to be written: label -> values; numbers are written in their shortest exact form. */
  static from(columns: Record<string, readonly string[] | ArrayLike<number> | StringColumn>): StarLoop {
    const entries = Object.entries(columns);
    const rows = entries[0]?.[1].length ?? 0;
    const made = entries.map(([label, values]): [string, StarColumn] => {
      if (values.length !== rows) throw new RangeError(`column ${label} has ${values.length} rows, expected ${rows}`);
      return [label, columnOf(values)];
    });
    return new StarLoop('new STAR table', Object.keys(columns), new Map(made), rows);
  }

  /** A column as text, exactly as in the file. @throws InputError when the table lacks it */
  column(label: string): StringColumn {
    return this.require(label).strings(this.rows);
  }

  /** A column as doubles; `nan` is NaN. @throws InputError when the table lacks it, or for the first text that is no number */
  numbers(label: string): Float64Array {
    const contents = this.require(label).contents();
    if (contents instanceof NumberColumn) {
      const bad = contents.firstBad();
      return bad ? this.refuseText(label, bad.row, bad.text) : contents.values.subarray(0, this.rows);
    }
    return contents instanceof ImageColumn
      ? this.refuseText(label, 0, contents.textAt(0))
      : this.parse(label, contents);
  }

  /** A column of `NNNNNN@path`, split without making a text for each row; null when a row has another form. */
  images(label: string): ImageNames | null {
    const contents = this.require(label).contents();
    return contents instanceof ImageColumn ? contents.split(this.rows) : null;
  }

  /** One value as text. */
  text(label: string, row: number): string {
    return this.require(label).textAt(row);
  }

  private parse(label: string, texts: TextColumn): Float64Array {
    const { ids, dictionary } = texts.strings(this.rows);
    const values = Float64Array.from(dictionary, parseNumber);
    const bad = ids.findIndex((id) => Number.isNaN(values[id]) && !isNumeric(dictionary[id] ?? ''));
    if (bad >= 0) this.refuseText(label, bad, texts.textAt(bad));
    return Float64Array.from(ids, (id) => values[id] ?? NaN);
  }

  private require(label: string): StarColumn {
    const column = this.columns.get(label);
    if (column) return column;
    if (this.labels.includes(label)) throw new Error(`column _${label} was not asked for`);
    return refuse(this.where, `column _${label} is missing`);
  }

  private refuseText(label: string, row: number, text: string): never {
    return refuse(this.where, `row ${row + 1}, _${label}: got "${text}", expected a number`);
  }
}

function columnOf(values: readonly string[] | ArrayLike<number> | StringColumn): StarColumn {
  const column = new StarColumn();
  column.grow(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values instanceof StringColumn ? values.at(row) : values[row];
    column.takeText(typeof value === 'number' ? formatNumber(value) : String(value), row);
  }
  return column;
}

function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  return Number.isFinite(value) ? String(value) : value < 0 ? '-inf' : 'inf';
}
