/** Typed arrays that hold a numeric column; complex values are (real, imaginary) pairs, float16 is widened to float32. */
export type NumberArray =
  | Uint8Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>
  | BigUint64Array<ArrayBuffer>;

/** numpy name -> its letter and size, and how its bits are held; `unitBytes` is what a byte swap turns round. */
export const NUMBER_TYPES = {
  bool: { code: 'b1', itemBytes: 1, unitBytes: 1, array: Uint8Array },
  int8: { code: 'i1', itemBytes: 1, unitBytes: 1, array: Int8Array },
  int16: { code: 'i2', itemBytes: 2, unitBytes: 2, array: Int16Array },
  int32: { code: 'i4', itemBytes: 4, unitBytes: 4, array: Int32Array },
  int64: { code: 'i8', itemBytes: 8, unitBytes: 8, array: BigInt64Array },
  uint8: { code: 'u1', itemBytes: 1, unitBytes: 1, array: Uint8Array },
  uint16: { code: 'u2', itemBytes: 2, unitBytes: 2, array: Uint16Array },
  uint32: { code: 'u4', itemBytes: 4, unitBytes: 4, array: Uint32Array },
  uint64: { code: 'u8', itemBytes: 8, unitBytes: 8, array: BigUint64Array },
  float16: { code: 'f2', itemBytes: 2, unitBytes: 2, array: Uint16Array },
  float32: { code: 'f4', itemBytes: 4, unitBytes: 4, array: Float32Array },
  float64: { code: 'f8', itemBytes: 8, unitBytes: 8, array: Float64Array },
  complex64: { code: 'c8', itemBytes: 8, unitBytes: 4, array: Float32Array },
  complex128: { code: 'c16', itemBytes: 16, unitBytes: 8, array: Float64Array },
} as const;

export type NumberType = keyof typeof NUMBER_TYPES;
export type ColumnType = NumberType | 'string';

/** How one value lies in a file: a number, fixed bytes of UTF-8 or UTF-32 padded with zeros, or bytes without meaning. */
export interface DType {
  kind: 'number' | 'utf8' | 'utf32' | 'padding' | 'object';
  type: ColumnType;
  itemBytes: number;
  littleEndian: boolean;
}

const TYPE_OF_CODE = new Map(
  Object.entries(NUMBER_TYPES).flatMap(([name, { code }]) => [
    [code as string, name as NumberType],
    [name, name as NumberType],
  ]),
);
const LONGEST_ITEM = 2 ** 31;

/** Parses numpy's type string (`<f4`, `|S61`, `>U4`, `float32`); null for a type that no table may hold. */
export function parseDType(text: string): DType | null {
  const [, order = '', code = ''] = /^([<>=|]?)(\w+|\?)$/.exec(text) ?? [];
  const littleEndian = order !== '>';
  const type = TYPE_OF_CODE.get(code === '?' ? 'b1' : code);
  if (type) return { kind: 'number', type, itemBytes: NUMBER_TYPES[type].itemBytes, littleEndian };
  if (code.startsWith('O')) return { kind: 'object', type: 'string', itemBytes: 8, littleEndian };
  const [, letter, digits] = /^([SaUV])(\d*)$/.exec(code) ?? [];
  const size = Number(digits) * (letter === 'U' ? 4 : 1);
  if (letter === undefined || !(size <= LONGEST_ITEM)) return null;
  const kind = letter === 'U' ? 'utf32' : letter === 'V' ? 'padding' : 'utf8';
  return { kind, type: 'string', itemBytes: size, littleEndian };
}

/** IEEE half-precision bits -> float32. */
export function widenFloat16(bits: Uint16Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(bits, (half) => {
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    const sign = half & 0x8000 ? -1 : 1;
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return sign * (exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24);
  });
}
