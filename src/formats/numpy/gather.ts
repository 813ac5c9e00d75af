import { Interner } from '../interner.ts';
import { StringColumn } from '../strings.ts';
import { NUMBER_TYPES, widenFloat16, type DType, type NumberArray } from './dtype.ts';

/** Rows of equal length, as they lie in a block of a file. */
export interface Records {
  bytes: Uint8Array;
  view: DataView;
  rows: number;
  /** Bytes from one row to the next. */
  stride: number;
}

/** Collects one field out of blocks of records, in order. */
export interface Collector {
  add(records: Records): void;
  values(): NumberArray | StringColumn;
}

/** Wraps bytes (a whole block or one column) as records. */
export function asRecords(bytes: Uint8Array, rows: number, stride: number): Records {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), rows, stride };
}

/**
 * @param offset bytes from a row's start to the field
 * @param rows of the whole table; memory for all of them is taken at once
 */
export function collector(dtype: DType, offset: number, valuesPerRow: number, rows: number): Collector {
  if (dtype.kind === 'utf8') return new TextCollector(offset, dtype.itemBytes, rows * valuesPerRow, valuesPerRow);
  if (dtype.kind === 'utf32') return new WideTextCollector(offset, dtype, rows * valuesPerRow, valuesPerRow);
  return new NumberCollector(dtype, offset, valuesPerRow, rows);
}

/** Copies bits, whatever they mean; the typed array over the same memory gives them their type. */
class NumberCollector implements Collector {
  private readonly dtype: DType;
  private readonly offset: number;
  private readonly unitsPerRow: number;
  private readonly buffer: ArrayBuffer;
  private done = 0;

  constructor(dtype: DType, offset: number, valuesPerRow: number, rows: number) {
    this.dtype = dtype;
    this.offset = offset;
    this.unitsPerRow = (valuesPerRow * dtype.itemBytes) / this.number.unitBytes;
    this.buffer = new ArrayBuffer(rows * valuesPerRow * dtype.itemBytes);
  }

  private get number() {
    return NUMBER_TYPES[this.dtype.type === 'string' ? 'uint8' : this.dtype.type];
  }

  add(records: Records): void {
    const { offset, unitsPerRow, buffer, done } = this;
    const little = this.dtype.littleEndian;
    switch (this.number.unitBytes) {
      case 1:
        copyUnits8(records, offset, unitsPerRow, new Uint8Array(buffer), done);
        break;
      case 2:
        copyUnits16(records, offset, unitsPerRow, little, new Uint16Array(buffer), done);
        break;
      case 4:
        copyUnits32(records, offset, unitsPerRow, little, new Uint32Array(buffer), done);
        break;
      case 8:
        copyUnits64(records, offset, unitsPerRow, little, new Uint32Array(buffer), 2 * done);
    }
    this.done += records.rows * unitsPerRow;
  }

  values(): NumberArray {
    return typedView(this.dtype, this.buffer);
  }
}

/** A numeric column over the bits of its values (host byte order). */
export function typedView(dtype: DType, buffer: ArrayBuffer): NumberArray {
  const type = dtype.type === 'string' ? 'uint8' : dtype.type;
  if (type === 'float16') return widenFloat16(new Uint16Array(buffer));
  return new NUMBER_TYPES[type].array(buffer);
}

function copyUnits8({ bytes, rows, stride }: Records, offset: number, units: number, out: Uint8Array, at: number) {
  for (let row = 0, p = offset; row < rows; row++, p += stride) {
    for (let i = 0; i < units; i++) out[at++] = bytes[p + i] ?? 0;
  }
}

function copyUnits16(
  { view, rows, stride }: Records,
  offset: number,
  units: number,
  little: boolean,
  out: Uint16Array,
  at: number,
) {
  for (let row = 0, p = offset; row < rows; row++, p += stride) {
    for (let i = 0; i < units; i++) out[at++] = view.getUint16(p + 2 * i, little);
  }
}

function copyUnits32(
  { view, rows, stride }: Records,
  offset: number,
  units: number,
  little: boolean,
  out: Uint32Array,
  at: number,
) {
  for (let row = 0, p = offset; row < rows; row++, p += stride) {
    for (let i = 0; i < units; i++) out[at++] = view.getUint32(p + 4 * i, little);
  }
}

/** 64-bit units as two halves, low one first: no BigInt is made. */
function copyUnits64(
  { view, rows, stride }: Records,
  offset: number,
  units: number,
  little: boolean,
  out: Uint32Array,
  at: number,
) {
  const low = little ? 0 : 4;
  for (let row = 0, p = offset; row < rows; row++, p += stride) {
    for (let i = 0; i < units; i++) {
      out[at++] = view.getUint32(p + 8 * i + low, little);
      out[at++] = view.getUint32(p + 8 * i + 4 - low, little);
    }
  }
}

/** `|S<n>`: UTF-8 with zeros behind it. */
class TextCollector implements Collector {
  private readonly offset: number;
  private readonly itemBytes: number;
  private readonly perRow: number;
  private readonly interner = new Interner();
  private readonly ids: Uint32Array;
  private done = 0;

  constructor(offset: number, itemBytes: number, count: number, perRow: number) {
    this.offset = offset;
    this.itemBytes = itemBytes;
    this.perRow = perRow;
    this.ids = new Uint32Array(count);
  }

  add(records: Records): void {
    const { itemBytes, ids } = this;
    const { bytes, view, stride } = records;
    let previous = -1;
    for (let row = 0; row < records.rows; row++) {
      for (let i = 0; i < this.perRow; i++) {
        const start = row * stride + this.offset + i * itemBytes;
        if (previous < 0 || !sameBytes(view, previous, start, itemBytes)) {
          let end = start + itemBytes;
          while (end > start && bytes[end - 1] === 0) end--;
          ids[this.done] = this.interner.intern(bytes, start, end);
        } else ids[this.done] = ids[this.done - 1] ?? 0;
        previous = start;
        this.done++;
      }
    }
  }

  values(): StringColumn {
    return new StringColumn(this.ids, this.interner.dictionary());
  }
}

function sameBytes(view: DataView, a: number, b: number, length: number): boolean {
  let i = 0;
  for (; i + 4 <= length; i += 4) if (view.getUint32(a + i) !== view.getUint32(b + i)) return false;
  for (; i < length; i++) if (view.getUint8(a + i) !== view.getUint8(b + i)) return false;
  return true;
}

/** `<U<n>`: one 32-bit code point after another, with zeros behind them. */
class WideTextCollector implements Collector {
  private readonly offset: number;
  private readonly dtype: DType;
  private readonly perRow: number;
  private readonly idOf = new Map<string, number>();
  private readonly ids: Uint32Array;
  private done = 0;

  constructor(offset: number, dtype: DType, count: number, perRow: number) {
    this.offset = offset;
    this.dtype = dtype;
    this.perRow = perRow;
    this.ids = new Uint32Array(count);
  }

  add({ view, rows, stride }: Records): void {
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < this.perRow; i++) {
        const text = this.decode(view, row * stride + this.offset + i * this.dtype.itemBytes);
        let id = this.idOf.get(text);
        if (id === undefined) this.idOf.set(text, (id = this.idOf.size));
        this.ids[this.done++] = id;
      }
    }
  }

  values(): StringColumn {
    return new StringColumn(this.ids, [...this.idOf.keys()]);
  }

  private decode(view: DataView, start: number): string {
    let text = '';
    for (let p = start; p < start + this.dtype.itemBytes; p += 4) {
      const point = view.getUint32(p, this.dtype.littleEndian);
      text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    }
    return text.replace(/\0+$/, '');
  }
}
