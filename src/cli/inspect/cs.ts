import { readCs, readCsFields, type CsColumn, type CsTable, type CsVariant } from '../../formats/cs/read.ts';
import { StringColumn } from '../../formats/strings.ts';
import { counted, shortNumber, type Page } from './page.ts';

const HEAD_ROWS = 5;
const SHOWN_ROWS = 3;

/** A value of a row: numbers of 64 bits as decimal text, vectors as (nested) lists. */
type CellValue = string | number | CellValue[];

/** What programs read about a cryoSPARC table. (contract 10) */
export interface CsReport {
  format: 'cs';
  variant: CsVariant;
  rows: number;
  columns: { name: string; type: string; shape: number[] }[];
  /** The first rows, by column name. */
  head: Record<string, CellValue>[];
}

/** Reads what a .cs file is and its first rows. */
export function readCsReport(path: string): CsReport {
  const { variant, rows, fields } = readCsFields(path);
  const table = readCs(path, { maxRows: HEAD_ROWS });
  return { format: 'cs', variant, rows, columns: fields, head: Array.from({ length: table.rows }, rowOf(table)) };
}

function rowOf({ columns, rows }: CsTable): (_: unknown, row: number) => Record<string, CellValue> {
  return (_, row) => Object.fromEntries([...columns].map(([name, column]) => [name, cellOf(column, row, rows)]));
}

function cellOf({ values, shape, type }: CsColumn, row: number, rows: number): CellValue {
  if (values instanceof StringColumn) return values.at(row);
  const count = values.length / rows;
  const stored: ArrayLike<number | bigint> = values.subarray(row * count, (row + 1) * count);
  const cells = Array.from(stored, (value) => (typeof value === 'bigint' ? String(value) : value));
  return nest(cells, type.startsWith('complex') ? [...shape, 2] : shape);
}

/** [a, b, c, d] with shape [2, 2] -> [[a, b], [c, d]]. */
function nest(cells: CellValue[], shape: number[]): CellValue {
  if (shape.length === 0) return cells[0]!;
  const [first = 0, ...inner] = shape;
  const each = cells.length / first;
  return Array.from({ length: first }, (_, i) => nest(cells.slice(i * each, (i + 1) * each), inner));
}

/** Fills a page for a person: a line for each column, for tables of .cs files are wide. */
export function showCs(page: Page, name: string, { variant, rows, columns, head }: CsReport): void {
  page.title(name, `cryoSPARC table (${variant}), ${counted(rows, 'row')}, ${counted(columns.length, 'column')}`);
  const shown = head.slice(0, SHOWN_ROWS);
  page.table(
    ['Column', 'Type', ...shown.map((_, i) => (i === 0 ? 'First row' : `Row ${i + 1}`))],
    columns.map(({ name, type, shape }) => [
      name,
      shape.length > 0 ? `${type} × ${shape.join(' × ')}` : type,
      ...shown.map((row) => cellText(row[name]!)),
    ]),
  );
}

function cellText(value: CellValue): string {
  if (Array.isArray(value)) return `(${value.map(cellText).join(', ')})`;
  return typeof value === 'number' ? shortNumber(value) : value;
}
