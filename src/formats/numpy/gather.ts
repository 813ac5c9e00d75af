import { NUMBER_TYPES, widenFloat16, type DType, type NumberArray } from './dtype.ts';
import { TextCollector, WideTextCollector } from './gather-text.ts';
import type { Collector, Records } from './records.ts';

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
