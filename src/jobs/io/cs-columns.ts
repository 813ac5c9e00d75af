import { refuse } from '../../base/errors.ts';
import { describeMissingColumn } from '../../formats/cs/passthrough.ts';
import { valuesPerRow, type CsTable } from '../../formats/cs/table.ts';
import type { NumberArray } from '../../formats/numpy/dtype.ts';
import { StringColumn } from '../../formats/strings.ts';

/** What a value must be; `words` complete "expected ...". */
export interface Rule {
  words: string;
  holds: (value: number) => boolean;
}
export const FINITE: Rule = { words: 'a finite number', holds: Number.isFinite };
export const POSITIVE: Rule = { words: 'a number above 0', holds: (value) => value > 0 && value < Infinity };
/** Programs write rotations of one turn; in degrees a table of some particles goes far beyond. */
export const RADIANS: Rule = {
  words: 'an angle in radians (not degrees)',
  holds: (value) => Math.abs(value) <= 4 * Math.PI,
};
/** 0 where a program does not know it. */
export const PIXEL_SIZE_IF_ANY: Rule = {
  words: 'a pixel size in Å, or 0 when it is not known',
  holds: (value) => value >= 0 && value < Infinity,
};
export const WHOLE: Rule = {
  words: 'a whole number of at least 0',
  holds: (value) => Number.isInteger(value) && value >= 0,
};

/** A column of strings. Missing or of another type: an InputError that names file and column. */
export function stringColumn(file: string, table: CsTable, name: string): StringColumn {
  const { values } = requireColumn(file, table, name);
  if (values instanceof StringColumn) return values;
  return refuse(file, `column ${name} holds numbers, expected text`);
}

/**
 * A numeric column as doubles, `width` numbers a row, each checked.
 * @throws InputError naming file, column and row of the first value that breaks the rule
 */
export function numberColumn(file: string, table: CsTable, name: string, width: number, rule: Rule): Float64Array {
  const { values, shape } = requireColumn(file, table, name);
  if (values instanceof StringColumn) refuse(file, `column ${name} holds text, expected numbers`);
  const found = valuesPerRow(shape);
  if (found !== width) refuse(file, `column ${name} has ${found} numbers a row, expected ${width}`);
  const numbers = toDoubles(values);
  const bad = numbers.findIndex((value) => !rule.holds(value));
  if (bad >= 0) {
    refuse(
      file,
      `row ${Math.floor(bad / width)} (from 0), column ${name}: got ${numbers[bad]}, expected ${rule.words}`,
    );
  }
  return numbers;
}

function toDoubles(values: NumberArray): Float64Array {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return Float64Array.from(values, Number);
  return new Float64Array(values);
}

function requireColumn(file: string, table: CsTable, name: string) {
  return table.columns.get(name) ?? refuse(file, describeMissingColumn(file, name));
}

/** The side of the one square box that all rows share (`blob/shape`), px. */
export function squareBox(file: string, table: CsTable): number {
  const shapes = numberColumn(file, table, 'blob/shape', 2, { ...WHOLE, words: 'a box side of at least 1' });
  const [box = 0] = shapes;
  const bad = shapes.findIndex((side) => side !== box || side < 1);
  if (bad < 0) return box;
  const row = bad >> 1;
  return refuse(
    file,
    `row ${row} (from 0), column blob/shape: got ${shapes[2 * row]} x ${shapes[2 * row + 1]}, expected one square box for all rows` +
      (row > 0 ? ` (the first row has ${shapes[0]} x ${shapes[1]})` : ''),
  );
}
