import { cornerOf, scaleOf, type Size, type Viewport } from './viewport.ts';

/** Part of an image, px. */
export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}
export interface TileGrid {
  /** Pixels of the image per pixel of a tile, a power of two. */
  shrink: number;
  regions: Region[];
}

/** A tile has so many pixels along its sides. */
export const TILE_PX = 512;

/**
 * The tiles that a view needs to be sharp, those in its middle first; none where the image that lies below, with means
 * over `coarsest` x `coarsest` pixels, is sharp enough. `finest`: smaller means would show nothing more.
 */
export function tilesInView(
  viewport: Viewport,
  image: Size,
  view: Size,
  { coarsest, finest = 1, density = 1 }: { coarsest: number; finest?: number; density?: number },
): TileGrid {
  const perPixel = 1 / (scaleOf(viewport, image, view) * density);
  const shrink = 2 ** Math.max(0, Math.floor(Math.log2(Math.max(perPixel, finest)) + 1e-6));
  if (shrink >= coarsest) return { shrink, regions: [] };
  const scale = scaleOf(viewport, image, view);
  const corner = cornerOf(viewport, image, view);
  const side = TILE_PX * shrink;
  const [fromX, toX] = rangeOf(corner.x, view.width / scale, image.width, side);
  const [fromY, toY] = rangeOf(corner.y, view.height / scale, image.height, side);
  const regions: Region[] = [];
  for (let row = fromY; row < toY; row++) {
    for (let column = fromX; column < toX; column++) {
      const [x, y] = [column * side, row * side];
      regions.push({ x, y, width: Math.min(side, image.width - x), height: Math.min(side, image.height - y) });
    }
  }
  const middle = { x: corner.x + view.width / scale / 2, y: corner.y + view.height / scale / 2 };
  const away = ({ x, y, width, height }: Region): number =>
    Math.hypot(x + width / 2 - middle.x, y + height / 2 - middle.y);
  return { shrink, regions: regions.sort((a, b) => away(a) - away(b)) };
}

/** First tile, and the one after the last, along one axis. */
function rangeOf(corner: number, seen: number, length: number, side: number): [number, number] {
  const first = Math.max(0, Math.floor(corner / side));
  return [first, Math.min(Math.ceil(length / side), Math.ceil((corner + seen) / side))];
}
