import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Mosaic } from '../../src/membrane/mosaic.ts';
import { orientationWindows, proveOrientation, type Region } from '../../src/membrane/orientation.ts';
import { largestDifference } from '../helpers/difference.ts';
import { GOLDEN, readSection, subtractedName } from '../helpers/golden.ts';
import { goldenMicrographs, mosaicOf, type GoldenMicrograph, type GoldenPatch } from '../helpers/golden-micrographs.ts';
import { record } from '../helpers/record.ts';
import { describeWithSharedData } from '../helpers/shared-data.ts';

const MAX_DIFFERENCE = 5e-5;

/** For each pixel, which of the patches cover it (a bit each). */
function coverOf({ columns, rows, patches }: GoldenMicrograph): Uint32Array {
  const cover = new Uint32Array(columns * rows);
  patches.forEach(({ box, xPx, yPx }, index) => {
    const [left, top] = [Math.trunc(xPx) - (box >> 1), Math.trunc(yPx) - (box >> 1)];
    for (let y = Math.max(0, top); y < Math.min(rows, top + box); y++) {
      for (let x = Math.max(0, left); x < Math.min(columns, left + box); x++) cover[y * columns + x] |= 1 << index;
    }
  });
  return cover;
}

/** Largest difference over the pixels that are covered in a way that `isWanted` takes. */
function differenceWhere(
  micrograph: GoldenMicrograph,
  actual: Float32Array,
  expected: Float32Array,
  isWanted: (cover: number) => boolean,
): number {
  const pixels = [...coverOf(micrograph).entries()].filter(([, cover]) => isWanted(cover)).map(([pixel]) => pixel);
  expect(pixels.length).toBeGreaterThan(500);
  return largestDifference(
    pixels.map((pixel) => actual[pixel]),
    pixels.map((pixel) => expected[pixel]),
  );
}

describeWithSharedData('micrographs of the golden sets', () => {
  it.each(['tiny', 'tiny/lownoise', 'small'])('%s, whatever the stripes', (set) => {
    const expected = join(GOLDEN, set, 'expected');
    for (const micrograph of goldenMicrographs(set)) {
      const result = mosaicOf(micrograph, join(expected, 'pms_step0.005/subtracted'));
      const golden = readSection(join(expected, 'mms_from_step0.005/subtracted', subtractedName(micrograph.path)), 0);
      record(`${set} mms`, largestDifference(result, golden));
      expect(largestDifference(result, golden)).toBeLessThan(MAX_DIFFERENCE);
      const otherStripes = mosaicOf(micrograph, join(expected, 'pms_step0.005/subtracted'), 7);
      expect(largestDifference(otherStripes, result)).toBe(0);
    }
  });

  it.each(['tiny', 'tiny/lownoise', 'small'])('%s: the orientation is proved, contrast inverted', (set) => {
    expect(verdictOf(set, (y) => y)).toMatchObject({ verdict: 'given', sign: -1 });
    expect(verdictOf(set, (y, rows) => rows - 1 - y)).toMatchObject({ verdict: 'flipped', sign: -1 });
    expect(verdictOf(set, (y, rows) => rows - y)).toMatchObject({ verdict: 'flipped', sign: -1 });
    expect(verdictOf(set, (y, rows) => (y + rows / 3) % rows)).toMatchObject({ verdict: 'neither', sign: 0 });
  });
});

/** The verdict on a set's raw particles with their y coordinate changed. */
function verdictOf(set: string, changeY: (yPx: number, rows: number) => number) {
  const pairs = goldenMicrographs(set).flatMap((micrograph) => {
    const pixels = readSection(micrograph.path, 0);
    const cut = ({ x, y, width, height }: Region) =>
      Float32Array.from({ length: width * height }, (_, i) => {
        return pixels[(y + Math.floor(i / width)) * micrograph.columns + x + (i % width)];
      });
    return micrograph.patches.flatMap(({ box, xPx, yPx, rawStack, section }) => {
      const windows = orientationWindows(box, xPx, changeY(yPx, micrograph.rows), micrograph);
      if (!windows) return [];
      return [{ box, raw: readSection(rawStack, section), given: cut(windows.given), flipped: cut(windows.flipped) }];
    });
  });
  expect(pairs.length).toBeGreaterThan(0);
  return proveOrientation(pairs);
}

describeWithSharedData('edge cases of putting back', () => {
  const load = (name: string) => {
    const [micrograph] = goldenMicrographs(`edge/${name}`);
    const expected = join(GOLDEN, 'edge', name, 'expected');
    return { micrograph, stacks: join(expected, 'pms/subtracted'), outputs: join(expected, 'mms/subtracted') };
  };
  const golden = (outputs: string, micrograph: GoldenMicrograph) =>
    readSection(join(outputs, subtractedName(micrograph.path)), 0);

  it.each(['mms_float_coordinates', 'mms_partly_outside', 'mms_single_particle'])('%s: the same pixels', (name) => {
    const { micrograph, stacks, outputs } = load(name);
    const result = mosaicOf(micrograph, stacks);
    record('edge mms', largestDifference(result, golden(outputs, micrograph)));
    expect(largestDifference(result, golden(outputs, micrograph))).toBeLessThan(MAX_DIFFERENCE);
  });

  it('mms_flat_patch: the crop keeps its mean and loses its structure (there: NaN)', () => {
    const { micrograph, stacks, outputs } = load('mms_flat_patch');
    const result = mosaicOf(micrograph, stacks);
    expect(result.every(Number.isFinite)).toBe(true);
    const alone = differenceWhere(micrograph, result, golden(outputs, micrograph), (cover) => cover === 1);
    expect(alone).toBeLessThan(MAX_DIFFERENCE);
    const cover = coverOf(micrograph);
    const flat = result.filter((_, pixel) => cover[pixel] === 2);
    expect(new Set(flat).size).toBe(1);
  });

  it('mms_repeat_section: both places are filled (there: the last)', () => {
    const { micrograph, stacks, outputs } = load('mms_repeat_section');
    const result = mosaicOf(micrograph, stacks);
    const expected = golden(outputs, micrograph);
    expect(differenceWhere(micrograph, result, expected, (cover) => cover === 2 || cover === 0)).toBeLessThan(
      MAX_DIFFERENCE,
    );
    expect(differenceWhere(micrograph, result, expected, (cover) => cover === 1)).toBeGreaterThan(0.1);
  });

  it('mms_two_stacks_one_micrograph: both stacks are in the result (there: the second)', () => {
    const { micrograph, stacks, outputs } = load('mms_two_stacks_one_micrograph');
    const result = mosaicOf(micrograph, stacks);
    const expected = golden(outputs, micrograph);
    const ofSecond = (cover: number) => (cover & 0b11) === 0;
    expect(differenceWhere(micrograph, result, expected, ofSecond)).toBeLessThan(MAX_DIFFERENCE);
    expect(differenceWhere(micrograph, result, expected, (cover) => (cover & 0b1100) === 0)).toBeGreaterThan(0.1);
  });

  it('mms_int16_micrograph: works (the older program fails)', () => {
    const { micrograph, stacks } = load('mms_int16_micrograph');
    const result = mosaicOf(micrograph, stacks);
    expect(result.some((value) => !Number.isInteger(value))).toBe(true);
  });

  it('mms_zero_area: an error that names the item and both sizes', () => {
    const { micrograph } = load('mms_zero_area');
    const outside = (patch: GoldenPatch) => patch.xPx > micrograph.columns;
    expect(() => new Mosaic(micrograph, micrograph.patches)).toThrow(
      `${micrograph.patches.find(outside)?.name}: its box of 64 px at (400, 60) lies entirely outside`,
    );
  });
});
