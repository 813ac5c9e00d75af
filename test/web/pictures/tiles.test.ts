import { describe, expect, it } from 'vitest';
import { TILE_PX, tilesInView } from '../../../src/web/pictures/tiles.ts';
import { FIT } from '../../../src/web/pictures/viewport.ts';

const IMAGE = { width: 11_520, height: 8184 };
const VIEW = { width: 1000, height: 700 };
const at = (scale: number, middleX = 0.5, middleY = 0.5) => ({ scale, middleX, middleY });

describe('tiles of a large micrograph', () => {
  it('are not needed where the small image is sharp', () => {
    expect(tilesInView(FIT, IMAGE, VIEW, { coarsest: 8 }).regions).toEqual([]);
  });
  it('are those of a screen pixel or a little finer', () => {
    expect(tilesInView(at(0.3), IMAGE, VIEW, { coarsest: 16 }).shrink).toBe(2);
    expect(tilesInView(at(0.25), IMAGE, VIEW, { coarsest: 16 }).shrink).toBe(4);
    expect(tilesInView(at(0.25), IMAGE, VIEW, { coarsest: 16, density: 2 }).shrink).toBe(2);
    expect(tilesInView(at(4), IMAGE, VIEW, { coarsest: 16 }).shrink).toBe(1);
    expect(tilesInView(at(4), IMAGE, VIEW, { coarsest: 16, finest: 2.5 }).shrink).toBe(2);
  });
  it('cover what is seen, no more than one tile beyond, the middle first', () => {
    const { regions } = tilesInView(at(1), IMAGE, VIEW, { coarsest: 16 });
    const [left, right] = [IMAGE.width / 2 - 500, IMAGE.width / 2 + 500];
    expect(Math.min(...regions.map(({ x }) => x))).toBeLessThanOrEqual(left);
    expect(Math.min(...regions.map(({ x }) => x))).toBeGreaterThan(left - TILE_PX);
    expect(Math.max(...regions.map(({ x, width }) => x + width))).toBeGreaterThanOrEqual(right);
    expect(regions.length).toBeLessThanOrEqual(9);
    const [first] = regions;
    expect(Math.abs((first?.x ?? 0) + TILE_PX / 2 - IMAGE.width / 2)).toBeLessThanOrEqual(TILE_PX);
  });
  it('end at the edges of the image', () => {
    const { regions } = tilesInView(at(1, 1, 1), IMAGE, VIEW, { coarsest: 16 });
    expect(regions.every(({ x, width }) => x + width <= IMAGE.width)).toBe(true);
    expect(regions.every(({ y, height }) => y + height <= IMAGE.height && height > 0)).toBe(true);
    expect(tilesInView(at(1, 0, 0), IMAGE, VIEW, { coarsest: 16 }).regions.some(({ x, y }) => x === 0 && y === 0)).toBe(
      true,
    );
  });
});
