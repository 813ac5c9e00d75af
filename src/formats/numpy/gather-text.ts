import { Interner } from '../interner.ts';
import { StringColumn } from '../strings.ts';
import type { DType } from './dtype.ts';
import type { Collector, Records } from './records.ts';

/** `|S<n>`: UTF-8 with zeros behind it. */
export class TextCollector implements Collector {
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
export class WideTextCollector implements Collector {
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
