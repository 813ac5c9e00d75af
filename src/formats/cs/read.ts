import { refuse } from '../../base/errors.ts';
import { withInputFile, type InputFile } from '../input-file.ts';
import { NPY_MAGIC } from '../npy.ts';
import { readCsdatLayout, type CsdatLayout } from './csdat-layout.ts';
import { readCsdatColumns } from './csdat-table.ts';
import { readNpyColumns, readNpyLayout, type NpyLayout } from './npy-table.ts';
import type { CsField, CsTable, CsVariant } from './table.ts';

export type { CsColumn, CsTable, CsVariant } from './table.ts';

export interface ReadCsOptions {
  /** Names of the columns to read (default: all); names that the file lacks are left out. */
  columns?: readonly string[];
  /** Read only the first rows. */
  maxRows?: number;
}

/**
 * Reads a cryoSPARC table: .npy structured array or either CSDAT generation, told apart by content.
 * @throws InputError that names the file and the column for anything that is not such a table or is damaged
 */
export function readCs(path: string, options: ReadCsOptions = {}): CsTable {
  const { columns: names, maxRows = Infinity } = options;
  const wantedNames = names && new Set(names);
  const isWanted = ({ name }: CsField) => wantedNames?.has(name) ?? true;
  return withInputFile(path, (file) => {
    const layout = readLayout(file);
    const columns =
      layout.variant === 'npy'
        ? readNpyColumns(file, layout, layout.fields.filter(isWanted), maxRows)
        : readCsdatColumns(file, layout, layout.fields.filter(isWanted), maxRows);
    const { variant, fields, rows } = describe(layout);
    return {
      variant,
      fields,
      rows: Math.min(rows, maxRows),
      columns: new Map(columns.map((column) => [column.name, column])),
    };
  });
}

/** Variant, rows and fields without reading any value. */
export function readCsFields(path: string): { variant: CsVariant; rows: number; fields: CsField[] } {
  return withInputFile(path, (file) => describe(readLayout(file)));
}

function describe({ variant, rows, fields }: Layout) {
  return { variant, rows, fields: fields.map(({ name, type, shape }) => ({ name, type, shape })) };
}

type Layout = NpyLayout | CsdatLayout;

function readLayout(file: InputFile): Layout {
  const variant = variantOf(file);
  const layout = variant === 'npy' ? readNpyLayout(file) : readCsdatLayout(file, variant);
  const names = new Set<string>();
  for (const { name } of layout.fields) {
    if (names.has(name)) refuse(file.path, `has two columns named ${name}`);
    names.add(name);
  }
  return layout;
}

/** By the first 6 bytes, never by the name. */
function variantOf(file: InputFile): CsVariant {
  const magic = Buffer.from(file.bytes(0, Math.min(6, file.sizeBytes), 'the start'));
  if (magic.equals(NPY_MAGIC)) return 'npy';
  if (magic.toString('latin1') === '\x95CSDAT') return 'csdat95';
  if (magic.toString('latin1') === '\x94CSDAT') return 'csdat94';
  return refuse(file.path, 'is not a cryoSPARC table: it begins with neither \\x93NUMPY nor \\x94CSDAT or \\x95CSDAT');
}
