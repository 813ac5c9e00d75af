import { confirm } from '../target.ts';

/** A reader of columns that knows nothing of ours: type letters and DataView. */

export interface PlainField {
  name: string;
  /** `<f4`, `|S5`, `|O`. */
  type: string;
  shape: number[];
}

export function partsOfType(type: string): { big: boolean; letter: string; bytes: number } | null {
  const [, order = '', letter = '', digits = ''] = /^([<>=|]?)([a-zA-Z])(\d+)$/.exec(type) ?? [];
  if (letter === '') return null;
  return { big: order === '>', letter, bytes: Number(digits) * (letter === 'U' ? 4 : 1) };
}

/** One number as text, so that 64-bit integers and NaN compare; null for a type that is left alone here. */
export function numberAt(
  view: DataView,
  at: number,
  { big, letter, bytes }: { big: boolean; letter: string; bytes: number },
): string | null {
  const little = !big;
  switch (letter + bytes) {
    case 'f4':
      return String(view.getFloat32(at, little));
    case 'f8':
      return String(view.getFloat64(at, little));
    case 'u4':
      return String(view.getUint32(at, little));
    case 'i4':
      return String(view.getInt32(at, little));
    case 'u8':
      return String(view.getBigUint64(at, little));
    case 'i8':
      return String(view.getBigInt64(at, little));
    case 'u2':
      return String(view.getUint16(at, little));
    case 'i2':
      return String(view.getInt16(at, little));
    case 'u1':
      return String(view.getUint8(at));
    case 'i1':
      return String(view.getInt8(at));
    default:
      return null;
  }
}

/** Text of fixed bytes, without the zeros behind it. */
export function fixedText(view: DataView, at: number, bytes: number): string {
  return Buffer.from(view.buffer, view.byteOffset + at, bytes)
    .toString('utf8')
    .replace(/\0+$/, '');
}

export function confirmSame(got: unknown, expected: string | null, what: string): void {
  confirm(expected === null || String(got) === expected, `${what}: ${String(got)} where the file has ${expected}`);
}

/** numpy's header as an object; null when it takes more than this to read it. */
export function plainNpyHeader(text: string): { descr: unknown; fortran_order: boolean; shape: number[] } | null {
  if (/[\\"#]/.test(text)) return null;
  const json = text
    .replace(/'/g, '"')
    .replace(/\bTrue\b/g, 'true')
    .replace(/\bFalse\b/g, 'false')
    .replace(/\((-?\d+)\)/g, '$1')
    .replace(/\(/g, '[')
    .replace(/\)/g, ']')
    .replace(/,\s*([\]}])/g, '$1');
  try {
    return JSON.parse(json) as { descr: unknown; fortran_order: boolean; shape: number[] };
  } catch {
    return null;
  }
}

/** The header's text and where the data begin; the file begins with the magic. */
export function npyHeaderText(bytes: Uint8Array): { text: string; dataOffset: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [start, length] = bytes[6] === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  return { text: Buffer.from(bytes.subarray(start, start + length)).toString('latin1'), dataOffset: start + length };
}
