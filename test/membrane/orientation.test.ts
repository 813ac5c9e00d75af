import { describe, expect, it } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { orientationWindows, proveOrientation, type OrientationPair } from '../../src/membrane/orientation.ts';

const SIZE = { columns: 120, rows: 100 };
const BOX = 24;

function pairsFrom(changeY: (y: number) => number, sign: (index: number) => number): OrientationPair[] {
  const random = new Random(8);
  const micrograph = Float32Array.from({ length: SIZE.columns * SIZE.rows }, () => 14 + 0.9 * random.normal());
  const cut = (x: number, y: number, side: number) =>
    Float32Array.from({ length: side * side }, (_, i) => {
      return micrograph[(y + Math.floor(i / side)) * SIZE.columns + x + (i % side)];
    });
  return Array.from({ length: 12 }, (_, index) => {
    const [x, y] = [20 + random.below(80), 40 + random.below(5)];
    const raw = cut(x - BOX / 2, y - BOX / 2, BOX).map((value) => sign(index) * (value - 14) + 0.5 * random.normal());
    const windows = orientationWindows(BOX, x, changeY(y), SIZE);
    if (!windows) throw new Error('the box is inside');
    const { given, flipped } = windows;
    return {
      box: BOX,
      raw,
      given: cut(given.x, given.y, given.width),
      flipped: cut(flipped.x, flipped.y, flipped.width),
    };
  });
}

describe('proveOrientation', () => {
  it.each([1, -1] as const)('finds coordinates as given, with the sign %i', (sign) => {
    const found = proveOrientation(
      pairsFrom(
        (y) => y,
        () => sign,
      ),
    );
    expect(found).toMatchObject({ verdict: 'given', sign, pairs: 12 });
    expect(sign * found.givenCorrelation).toBeGreaterThan(0.7);
    expect(Math.abs(found.flippedCorrelation)).toBeLessThan(0.25);
  });

  it.each([0, 1, 2])('finds y flipped about rows - 1 + %i', (extra) => {
    const found = proveOrientation(
      pairsFrom(
        (y) => SIZE.rows - 1 - y + extra,
        () => -1,
      ),
    );
    expect(found).toMatchObject({ verdict: 'flipped', sign: -1 });
  });

  it('says neither for other coordinates', () => {
    expect(
      proveOrientation(
        pairsFrom(
          (y) => y - 15,
          () => 1,
        ),
      ),
    ).toMatchObject({ verdict: 'neither', sign: 0 });
  });

  it('says neither when the signs disagree', () => {
    expect(
      proveOrientation(
        pairsFrom(
          (y) => y,
          (index) => (index % 2 ? 1 : -1),
        ),
      ),
    ).toMatchObject({ verdict: 'neither' });
  });

  it('says neither without pairs', () => {
    expect(proveOrientation([])).toEqual({
      verdict: 'neither',
      sign: 0,
      givenCorrelation: 0,
      flippedCorrelation: 0,
      pairs: 0,
    });
  });

  it('is not disturbed by flat particles and holes', () => {
    const pairs = pairsFrom(
      (y) => y,
      () => 1,
    );
    pairs[0].raw.fill(3);
    pairs[1].raw.fill(NaN, 0, 40);
    expect(proveOrientation(pairs)).toMatchObject({ verdict: 'given', sign: 1 });
  });

  it('cannot use a particle whose windows leave the micrograph', () => {
    expect(orientationWindows(BOX, 10, 50, SIZE)).toBeNull();
    expect(orientationWindows(BOX, 50, 96, SIZE)).toBeNull();
  });
});
