import { refuse } from '../../base/errors.ts';
import { StringColumn } from '../strings.ts';
import type { NumberArray } from '../numpy/dtype.ts';
import { readCs, readCsFields } from './read.ts';
import { lanesOf } from '../npy.ts';
import { valuesPerRow, type CsColumn, type CsTable } from './table.ts';

const UID = 'uid';

/**
 * Reads columns out of several .cs files as one table: rows and their order are the first file's, each column comes
 * from the first file that has it, rows are matched by `uid`. Columns that no file has are left out.
 * @throws InputError when a further file lacks `uid`, repeats one, or lacks a row of the first file
 */
export function readCsJoined(paths: readonly string[], columns: readonly string[]): CsTable {
  const [firstPath, ...furtherPaths] = paths;
  if (firstPath === undefined) throw new Error('no .cs file to read');
  if (furtherPaths.length === 0) return readCs(firstPath, { columns });
  const first = readCs(firstPath, { columns: [...columns, UID] });
  const joined = new Map(first.columns);
  const fields = new Map(first.fields.map((field) => [field.name, field]));
  for (const path of furtherPaths) {
    const head = readCsFields(path);
    const wanted = columns.filter((name) => !joined.has(name) && head.fields.some((field) => field.name === name));
    for (const field of head.fields) if (!fields.has(field.name)) fields.set(field.name, field);
    if (wanted.length === 0) continue;
    const further = readCs(path, { columns: [...wanted, UID] });
    const rows = matchRows(firstPath, uidsOf(firstPath, first), path, uidsOf(path, further));
    for (const name of wanted) {
      const column = further.columns.get(name);
      if (column) joined.set(name, takeRows(column, rows));
    }
  }
  if (!columns.includes(UID)) joined.delete(UID);
  return { ...first, columns: joined, fields: [...fields.values()] };
}

function uidsOf(path: string, table: CsTable): BigUint64Array {
  const values = table.columns.get(UID)?.values;
  if (values instanceof BigUint64Array) return values;
  return refuse(
    path,
    `has no column ${UID} of unsigned 64-bit integers, so its rows cannot be matched with another file's`,
  );
}

/** Row of the further file for every row of the first. */
function matchRows(firstPath: string, uids: BigUint64Array, path: string, furtherUids: BigUint64Array): Uint32Array {
  const rowOf = new Map<bigint, number>();
  furtherUids.forEach((uid, row) => {
    if (rowOf.has(uid)) refuse(path, `rows ${rowOf.get(uid)} and ${row} (from 0) have the same uid ${uid}`);
    rowOf.set(uid, row);
  });
  return Uint32Array.from(
    uids,
    (uid, row) =>
      rowOf.get(uid) ??
      refuse(path, `lacks the row with uid ${uid} (row ${row} of ${firstPath}); give files of the same particles`),
  );
}

function takeRows(column: CsColumn, rows: Uint32Array): CsColumn {
  const { type, values, shape } = column;
  const perRow = valuesPerRow(shape);
  if (values instanceof StringColumn || type === 'string') {
    return { ...column, values: (values as StringColumn).take(spread(rows, perRow)) };
  }
  return { ...column, values: takeNumbers(values, spread(rows, perRow * lanesOf(type))) };
}

/** Indices of all entries of the rows, `width` entries a row. */
function spread(rows: Uint32Array, width: number): Uint32Array {
  if (width === 1) return rows;
  return Uint32Array.from(
    { length: rows.length * width },
    (_, i) => (rows[Math.floor(i / width)] ?? 0) * width + (i % width),
  );
}

function takeNumbers(values: NumberArray, entries: Uint32Array): NumberArray {
  const taken = new (values.constructor as new (length: number) => NumberArray)(entries.length);
  entries.forEach((from, i) => (taken[i] = values[from] as never));
  return taken;
}
