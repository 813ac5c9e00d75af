/** How the patches of a micrograph are laid out on the device: kernels/cuda/mms.h says the same. */
import type { MicrographSize, Patch } from '../membrane/mosaic-patch.ts';
import { writeFields } from './description.ts';

const TILE_PX = 32;
const PATCH_BYTES = 8 * 9;

/** Tiles of a micrograph: columns and rows of them. */
export function tileGrid({ columns, rows }: MicrographSize): readonly [number, number] {
  return [Math.ceil(columns / TILE_PX), Math.ceil(rows / TILE_PX)];
}

/** Where the parts of a chunk's description lie in one buffer, for any chunk of up to `count` patches; bytes. */
export interface ChunkLayout {
  patches: number;
  starts: number;
  lists: number;
  bytes: number;
}

/** Room for any chunk of up to `count` patches of a micrograph. */
export function chunkLayout(size: MicrographSize, patches: readonly Patch[], count: number): ChunkLayout {
  const [tileColumns, tileRows] = tileGrid(size);
  const most = patches.reduce((sum, { width, height }) => Math.max(sum, tilesAcross(width) * tilesAcross(height)), 0);
  const starts = count * PATCH_BYTES;
  const lists = starts + 4 * (tileColumns * tileRows + 1);
  return { patches: 0, starts, lists, bytes: lists + 4 * Math.max(1, count * most) };
}

/** Most tiles that so many pixels in a row can touch. */
function tilesAcross(pixels: number): number {
  return Math.ceil((pixels - 1) / TILE_PX) + 1;
}

/** Writes a chunk's patches and, for each tile, which of them touch it, in their order. `weights`: where a box's begin. */
export function writeChunk(
  memory: ArrayBuffer,
  layout: ChunkLayout,
  size: MicrographSize,
  patches: readonly Patch[],
  weights: ReadonlyMap<number, number>,
): void {
  const view = new DataView(memory);
  let pixels = 0;
  patches.forEach(({ box, boxX, boxY, left, top, width, height }, i) => {
    const fields = [pixels, weights.get(box) as number, box, boxX, boxY, left, top, width, height];
    const ints = fields.map((int) => ({ int }));
    writeFields(view, layout.patches + i * PATCH_BYTES, ints);
    pixels += box * box;
  });
  const [tileColumns, tileRows] = tileGrid(size);
  const starts = new Int32Array(memory, layout.starts, tileColumns * tileRows + 1).fill(0);
  const lists = new Int32Array(memory, layout.lists);
  forEachTile(tileColumns, patches, (tile) => starts[tile + 1]++);
  for (let tile = 0; tile < tileColumns * tileRows; tile++) starts[tile + 1] += starts[tile];
  const next = starts.slice();
  forEachTile(tileColumns, patches, (tile, index) => (lists[next[tile]++] = index));
}

function forEachTile(
  tileColumns: number,
  patches: readonly Patch[],
  visit: (tile: number, index: number) => void,
): void {
  patches.forEach(({ left, top, width, height }, index) => {
    const lastX = Math.floor((left + width - 1) / TILE_PX);
    const lastY = Math.floor((top + height - 1) / TILE_PX);
    for (let y = Math.floor(top / TILE_PX); y <= lastY; y++) {
      for (let x = Math.floor(left / TILE_PX); x <= lastX; x++) visit(y * tileColumns + x, index);
    }
  });
}
