/**
 * Bytes -> id, the same bytes always the same id: makes dictionaries while a file streams by. The previous text is
 * compared first (tables are sorted by file), then a hash table is asked; strings are made once, at the end.
 */
export class Interner {
  private heap = new Uint8Array(256);
  private heapView = new DataView(this.heap.buffer);
  /** The block that was looked at last, and a view of it: blocks come in one piece of memory. */
  private block: Uint8Array = this.heap;
  private blockView: DataView = this.heapView;
  /** Entry i lies at ends[i - 1] .. ends[i]. */
  private readonly ends: number[] = [];
  /** Open addressing; entry + 1, 0 = free. */
  private slots = new Int32Array(64);
  /** Id of the text that came last, -1 before the first. */
  last = -1;
  private lastStart = 0;
  private lastEnd = 0;

  get size(): number {
    return this.ends.length;
  }

  intern(bytes: Uint8Array, start: number, end: number): number {
    if (this.last >= 0 && end - start === this.lastEnd - this.lastStart && this.isLast(bytes, start)) return this.last;
    const id = this.find(bytes, start, end);
    this.last = id;
    this.lastStart = this.ends[id - 1] ?? 0;
    this.lastEnd = this.ends[id] ?? 0;
    return id;
  }

  /** Where the text that came last ends if it stands at `start` again; -1 if it does not. */
  endOfRepeat(bytes: Uint8Array, start: number): number {
    return this.last >= 0 && this.isLast(bytes, start) ? start + this.lastEnd - this.lastStart : -1;
  }

  /** All texts as UTF-8, in order of id. */
  dictionary(): string[] {
    const heap = Buffer.from(this.heap.buffer, 0, this.ends.at(-1) ?? 0);
    return this.ends.map((end, i) => heap.toString('utf8', this.ends[i - 1] ?? 0, end));
  }

  private isLast(bytes: Uint8Array, start: number): boolean {
    const { heapView: heap, lastEnd } = this;
    let i = this.lastStart;
    if (start + lastEnd - i > bytes.length) return false;
    if (bytes !== this.block) {
      this.block = bytes;
      this.blockView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    const view = this.blockView;
    let p = start;
    for (; i + 4 <= lastEnd; i += 4, p += 4) if (heap.getInt32(i) !== view.getInt32(p)) return false;
    for (; i < lastEnd; i++, p++) if (heap.getInt8(i) !== view.getInt8(p)) return false;
    return true;
  }

  private find(bytes: Uint8Array, start: number, end: number): number {
    const mask = this.slots.length - 1;
    for (let slot = hash(bytes, start, end) & mask; ; slot = (slot + 1) & mask) {
      const id = (this.slots[slot] ?? 0) - 1;
      if (id < 0) return this.add(bytes, start, end, slot);
      if (this.equals(id, bytes, start, end)) return id;
    }
  }

  private equals(id: number, bytes: Uint8Array, start: number, end: number): boolean {
    let i = this.ends[id - 1] ?? 0;
    if ((this.ends[id] ?? 0) - i !== end - start) return false;
    for (let p = start; p < end; p++) if (this.heap[i++] !== bytes[p]) return false;
    return true;
  }

  private add(bytes: Uint8Array, start: number, end: number, slot: number): number {
    const from = this.ends.at(-1) ?? 0;
    const to = from + end - start;
    if (to > this.heap.length) {
      const grown = new Uint8Array(2 * to);
      grown.set(this.heap.subarray(0, from));
      this.heap = grown;
      this.heapView = new DataView(grown.buffer);
    }
    this.heap.set(bytes.subarray(start, end), from);
    this.ends.push(to);
    this.slots[slot] = this.ends.length;
    if (2 * this.ends.length > this.slots.length) this.rehash();
    return this.ends.length - 1;
  }

  private rehash(): void {
    const slots = new Int32Array(4 * this.slots.length);
    const mask = slots.length - 1;
    for (let id = 0; id < this.ends.length; id++) {
      let slot = hash(this.heap, this.ends[id - 1] ?? 0, this.ends[id] ?? 0) & mask;
      while (slots[slot]) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.slots = slots;
  }
}

/** FNV-1a with a final mix (the table uses the low bits). */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let p = start; p < end; p++) value = Math.imul(value ^ (bytes[p] ?? 0), 0x01000193);
  return value ^ (value >>> 15);
}
