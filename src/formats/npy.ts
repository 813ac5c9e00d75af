import { refuse, messageOf } from '../base/errors.ts';
import { withInputFile, type InputFile } from './input-file.ts';
import { parsePythonLiteral, type PythonLiteral } from './numpy/literal.ts';
import { NUMBER_TYPES, parseDType, type DType, type NumberArray, type NumberType } from './numpy/dtype.ts';
import { collector } from './numpy/gather.ts';
import { asRecords } from './numpy/records.ts';

export const NPY_MAGIC = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);

export interface NpyHeader {
  version: number;
  /** numpy's `descr`: a type string, or the list of fields of a structured array. */
  descr: PythonLiteral;
  fortranOrder: boolean;
  shape: number[];
  dataOffset: number;
}

/** A plain (not structured) array, values in C order whatever the order in the file. */
export interface NpyArray {
  type: NumberType;
  shape: number[];
  values: NumberArray;
}

/** Reads a plain numeric .npy array. InputError for structured, text and object arrays, and for a damaged file. */
export function readNpy(path: string): NpyArray {
  return withInputFile(path, (file) => {
    const header = readNpyHeader(file);
    const { shape, descr } = header;
    if (typeof descr !== 'string') refuse(path, 'holds a structured array, expected a plain one');
    const dtype = requireDType(path, descr, 'the array');
    if (dtype.type === 'string') refuse(path, `holds values of type ${descr}, expected numbers`);
    const count = shape.reduce((product, side) => product * side, 1);
    const bytes = file.bytes(header.dataOffset, count * dtype.itemBytes, 'the array');
    const collected = collector(dtype, 0, 1, count);
    collected.add(asRecords(bytes, count, dtype.itemBytes));
    const values = collected.values() as NumberArray;
    if (!header.fortranOrder || shape.length < 2) return { type: dtype.type, shape, values };
    return { type: dtype.type, shape, values: toRowMajor(values, shape, lanesOf(dtype.type)) };
  });
}

/** Parses everything before the data. InputError for a wrong magic, version or header. */
export function readNpyHeader(file: InputFile): NpyHeader {
  const start = file.bytes(0, Math.min(12, file.sizeBytes), 'the start');
  const view = new DataView(start.buffer);
  if (start.length < 10 || !NPY_MAGIC.every((byte, i) => byte === start[i])) {
    refuse(file.path, 'does not begin with \\x93NUMPY, expected a .npy file');
  }
  const version = start[6] ?? 0;
  if (version < 1 || version > 3) refuse(file.path, `has .npy version ${version}, expected 1, 2 or 3`);
  if (version > 1) file.require(0, 12, 'the start');
  const lengthBytes = version === 1 ? 2 : 4;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const header = Buffer.from(file.bytes(8 + lengthBytes, length, 'the header').buffer);
  const text = header.toString(version === 3 ? 'utf8' : 'latin1');
  return { version, ...parseHeader(file.path, text), dataOffset: 8 + lengthBytes + length };
}

function parseHeader(path: string, text: string): Pick<NpyHeader, 'descr' | 'fortranOrder' | 'shape'> {
  let header: PythonLiteral;
  try {
    header = parsePythonLiteral(text);
  } catch (error) {
    return refuse(path, `has a damaged .npy header: ${messageOf(error)}`);
  }
  if (header === null || typeof header !== 'object' || Array.isArray(header)) {
    return refuse(path, 'has a damaged .npy header, expected a dict');
  }
  const { descr = null, fortran_order: fortranOrder, shape } = header;
  if (descr === null || typeof fortranOrder !== 'boolean' || !isShape(shape)) {
    return refuse(path, 'has a damaged .npy header, expected descr, fortran_order and shape');
  }
  return { descr, fortranOrder, shape };
}

/** A list of whole numbers, 0 or more. */
export function isShape(value: unknown): value is number[] {
  return (
    Array.isArray(value) && value.every((side) => typeof side === 'number' && Number.isSafeInteger(side) && side >= 0)
  );
}

/** A type that can be read; objects are named and never unpickled. */
export function requireDType(path: string, text: string, what: string): DType {
  const dtype = parseDType(text);
  if (dtype?.kind === 'object') {
    refuse(path, `${what} has type ${text}: pickled Python objects are never read; save it with plain types`);
  }
  return dtype ?? refuse(path, `${what} has type ${text}, expected numbers or text`);
}

/** Array entries for one value: 2 for complex numbers. */
export function lanesOf(type: NumberType): number {
  const { itemBytes, unitBytes } = NUMBER_TYPES[type];
  return itemBytes / unitBytes;
}

function toRowMajor(values: NumberArray, shape: number[], lanes: number): NumberArray {
  const result = values.slice();
  const index = shape.map(() => 0);
  for (let i = 0; i < values.length; i += lanes) {
    let from = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) from = from * (shape[axis] ?? 1) + (index[axis] ?? 0);
    for (let lane = 0; lane < lanes; lane++) result[i + lane] = values[from * lanes + lane] as never;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (shape[axis] ?? 0)) break;
      index[axis] = 0;
    }
  }
  return result;
}
