import { useEffect, useMemo, useRef, useState } from 'react';
import { offscreenOf } from './paint.ts';
import { tilesInView, type Region } from './tiles.ts';
import type { Size, Viewport } from './viewport.ts';

/** Where the sharp parts of a large image come from. */
export interface Detail {
  /** Of all that `load` depends on: another key, other tiles. */
  key: string;
  /** Pixels of the image per pixel of what is drawn below, and the least that shows something. */
  coarsest: number;
  finest: number;
  load: (region: Region, shrink: number, signal: AbortSignal) => Promise<ImageData>;
}
export interface Tile {
  region: Region;
  canvas: OffscreenCanvas;
}

/** Tiles kept of one detail, about 1 MB each. */
const MOST_TILES = 96;
const NO_TILES: ReadonlyMap<string, Tile> = new Map();

/** The tiles in sight, as they come; tiles that went out of sight before they came are not waited for. */
export function useDetail(
  detail: Detail | undefined,
  viewport: Viewport,
  image: Size | null,
  view: Size | null,
): Tile[] {
  const [tiles, setTiles] = useState(NO_TILES);
  const pending = useRef(new Map<string, AbortController>());
  const { shrink, wanted } = useMemo(() => {
    if (!detail || !image || !view) return { shrink: 1, wanted: [] };
    const grid = tilesInView(viewport, image, view, { ...detail, density: devicePixelRatio });
    const named = grid.regions.map((region) => ({
      name: `${detail.key} ${grid.shrink} ${region.x} ${region.y}`,
      region,
    }));
    return { shrink: grid.shrink, wanted: named };
  }, [detail, viewport, image, view]);
  useEffect(() => {
    const names = new Set(wanted.map(({ name }) => name));
    for (const [name, controller] of pending.current) if (!names.has(name)) controller.abort();
    for (const { name, region } of wanted) {
      if (!detail || tiles.has(name) || pending.current.has(name)) continue;
      const controller = new AbortController();
      pending.current.set(name, controller);
      detail
        .load(region, shrink, controller.signal)
        .then((drawn) => setTiles((before) => withTile(before, name, { region, canvas: offscreenOf(drawn) })))
        .catch(() => {}) // The coarse image stays; the page says what is wrong with the file.
        .finally(() => pending.current.delete(name));
    }
  }, [detail, wanted, shrink, tiles]);
  useEffect(() => {
    const open = pending.current;
    return () => open.forEach((controller) => controller.abort());
  }, []);
  return useMemo(() => wanted.flatMap(({ name }) => tiles.get(name) ?? []), [wanted, tiles]);
}

function withTile(before: ReadonlyMap<string, Tile>, name: string, tile: Tile): ReadonlyMap<string, Tile> {
  return new Map([...[...before].slice(-MOST_TILES + 1), [name, tile]]);
}
