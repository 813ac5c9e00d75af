import { refuse } from '../../base/errors.ts';
import { writeThroughTemporary } from '../file-writer.ts';
import { lanesOf } from '../npy.ts';
import { StringColumn } from '../strings.ts';
import { valuesPerRow, type CsColumn, type CsTableToWrite } from './table.ts';
import { writeCsdat95 } from './write-csdat95.ts';
import { writeNpyTable } from './write-npy.ts';

/**
 * Writes a table as a .cs file that cryoSPARC and cryosparc-tools read; columns in the map's order. float16 is written
 * as float32, and in csdat95 bool as uint8. Replaces `path` only when all is written.
 * @throws InputError naming the column for a table without columns, text with a NUL, or a name that cannot be stored
 */
export function writeCs(path: string, table: CsTableToWrite, { variant }: { variant: 'npy' | 'csdat95' }): void {
  if (table.columns.size === 0) refuse(path, 'a table without columns cannot be written');
  for (const column of table.columns.values()) checkColumn(path, column, table.rows);
  writeThroughTemporary(path, (writer) => {
    if (variant === 'npy') writeNpyTable(path, table, writer);
    else writeCsdat95(path, table, writer);
  });
}

function checkColumn(path: string, { name, type, shape, values }: CsColumn, rows: number): void {
  const lanes = type === 'string' ? 1 : lanesOf(type);
  const expected = rows * valuesPerRow(shape) * lanes;
  if (values.length !== expected) {
    throw new RangeError(`column ${name} has ${values.length} values, expected ${expected} for ${rows} rows`);
  }
  if (name === '') refuse(path, 'a column without a name cannot be written');
  if (!(values instanceof StringColumn)) return;
  const bad = values.dictionary.findIndex((text) => text.includes('\0'));
  if (bad >= 0 && values.ids.includes(bad)) {
    refuse(path, `column ${name}: the text ${JSON.stringify(values.dictionary[bad])} has a NUL in it`);
  }
}
