import { messageOf, refuse } from '../../base/errors.ts';
import { parseJson, type Json } from '../../base/json.ts';
import { isJsonObject, type JsonObject } from '../../base/json-object.ts';
import { shown } from '../../base/shown.ts';
import type { InputFile } from '../input-file.ts';
import { isShape } from '../npy.ts';
import { parseDType } from '../numpy/dtype.ts';
import type { CsLayout, CsLayoutField } from './layout.ts';
import { SNAPPY_MAX_RATIO, snappyLength } from './snappy.ts';
import { valuesPerRow } from './table.ts';

export interface CsdatField extends CsLayoutField {
  compressed: boolean;
  /** Where the column's block lies in the file. */
  position: number;
  blockBytes: number;
}

export interface CsdatLayout extends CsLayout<CsdatField> {
  variant: 'csdat94' | 'csdat95';
  heapPosition: number;
}

/** LZ4 adds at most 255 bytes for one byte of input. */
const LZ4_MAX_RATIO = 255;
const LARGEST_SIDE = 65535;
const COMPRESSIONS = { csdat94: ['snap'], csdat95: ['lz4', null] } as const;

/** The head of a CSDAT file: magic, JSON header, sizes of the column blocks; nothing is decompressed. */
export function readCsdatLayout(file: InputFile, variant: 'csdat94' | 'csdat95'): CsdatLayout {
  file.require(0, 10, 'the start');
  const length = new DataView(file.bytes(6, 4, 'the start').buffer).getUint32(0, true);
  const header = parseHeader(file.path, Buffer.from(file.bytes(10, length, 'the JSON header')).toString('utf8'));
  const compressedNames = checkCompression(file.path, variant, header);
  const declared = declaredRows(file.path, variant, header);
  const { dtype: entries } = header;
  if (!Array.isArray(entries)) return refuse(file.path, 'has a damaged JSON header: expected a list as dtype');
  const fields: CsdatField[] = [];
  let position = 10 + length;
  for (const entry of entries) {
    const field = { ...parseField(file.path, entry), compressed: false, position, blockBytes: 0 };
    field.compressed = compressedNames.has(field.name);
    if (declared !== 0) position = locateBlock(file, field);
    fields.push(field);
  }
  const rows = declared ?? rowsOf(file, fields[0]);
  for (const field of fields) if (declared !== 0) checkBlock(file, field, rows);
  return { variant, fields, rows, heapPosition: position };
}

function parseHeader(path: string, text: string): JsonObject {
  let header: Json;
  try {
    header = parseJson(text);
  } catch (error) {
    return refuse(path, `has a damaged JSON header: ${messageOf(error)}`);
  }
  return isJsonObject(header) ? header : refuse(path, 'has a damaged JSON header, expected an object');
}

function checkCompression(path: string, variant: 'csdat94' | 'csdat95', header: JsonObject): Set<Json> {
  const { compression, compressed_fields: names } = header;
  const known: readonly (Json | undefined)[] = COMPRESSIONS[variant];
  if (!known.includes(compression)) {
    refuse(
      path,
      `has compression ${shown(compression)}, expected ${known.map((name) => JSON.stringify(name)).join(' or ')}`,
    );
  }
  if (!Array.isArray(names)) return refuse(path, 'has a damaged JSON header: expected a list as compressed_fields');
  return new Set(names);
}

/** `length` of the newer generation; undefined for the older one, which has none. */
function declaredRows(path: string, variant: 'csdat94' | 'csdat95', { length }: JsonObject): number | undefined {
  if (variant === 'csdat94') return undefined;
  if (typeof length === 'number' && Number.isSafeInteger(length) && length >= 0) return length;
  return refuse(path, `has a damaged JSON header: expected a number of rows as length`);
}

function parseField(path: string, entry: Json): CsLayoutField {
  const [name, type, shape = []] = Array.isArray(entry) ? entry : [];
  if (typeof name !== 'string' || typeof type !== 'string') {
    return refuse(path, 'has a damaged JSON header: expected [name, type] in dtype');
  }
  if (!isShape(shape) || !shape.every((side) => side >= 1 && side <= LARGEST_SIDE) || shape.length > 3) {
    return refuse(path, `column ${name} has a damaged shape, expected at most 3 sides of 1 to ${LARGEST_SIDE}`);
  }
  const dtype = parseDType(type);
  if (!dtype || dtype.kind === 'padding')
    return refuse(path, `column ${name} has type ${type}, expected numbers or text`);
  return {
    name,
    type: dtype.type,
    shape,
    dtype: { ...dtype, littleEndian: true }, // whatever its type string says
    bytesPerRow: dtype.itemBytes * valuesPerRow(shape),
  };
}

/** Reads the size in front of a block; returns where the next one begins. */
function locateBlock(file: InputFile, field: CsdatField): number {
  const what = `column ${field.name}`;
  field.blockBytes = new DataView(file.bytes(field.position, 4, what).buffer).getUint32(0, true);
  field.position += 4;
  file.require(field.position, field.blockBytes, what);
  return field.position + field.blockBytes;
}

/** Rows of a file that does not say them: from the size of a column. */
function rowsOf(file: InputFile, field: CsdatField | undefined): number {
  if (!field) return 0;
  const bytes = field.compressed ? declaredBytes(file, field) : field.blockBytes;
  const rows = bytes / field.bytesPerRow;
  if (!Number.isInteger(rows))
    refuse(file.path, `column ${field.name} has ${bytes} bytes, expected a multiple of ${field.bytesPerRow}`);
  return rows;
}

function declaredBytes(file: InputFile, { name, position, blockBytes }: CsdatField): number {
  try {
    return snappyLength(file.bytes(position, Math.min(5, blockBytes), `column ${name}`)).length;
  } catch (error) {
    if (error instanceof RangeError) refuse(file.path, `column ${name} is damaged: ${error.message}`);
    throw error;
  }
}

/** A block must be able to hold the rows, so that no memory is taken for rows that cannot be there. */
function checkBlock(
  file: InputFile,
  { name, compressed, blockBytes, bytesPerRow, dtype }: CsdatField,
  rows: number,
): void {
  if (dtype.itemBytes === 0) refuse(file.path, `column ${name} has values of no bytes`);
  const bytes = rows * bytesPerRow;
  const most = compressed ? blockBytes * Math.max(LZ4_MAX_RATIO, SNAPPY_MAX_RATIO) : blockBytes;
  if (bytes <= most && (compressed || bytes === blockBytes)) return;
  refuse(
    file.path,
    `column ${name} has ${blockBytes} bytes${compressed ? ' (compressed)' : ''}, expected ${bytes} for ${rows} rows of ${bytesPerRow}`,
  );
}
