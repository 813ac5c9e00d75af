import { expect, it } from 'vitest';
import { contactSheet, sheetColumns } from '../../src/image/contact-sheet.ts';

it('puts pictures in rows with gaps around them', () => {
  const pictures = [1, 2, 3].map((shade) => ({ width: 2, height: 1, pixels: Uint8Array.of(shade, shade) }));
  const sheet = contactSheet(pictures, 2, 1);
  expect([sheet.width, sheet.height]).toEqual([7, 5]);
  const g = 32;
  const rows = [
    [g, g, g, g, g, g, g],
    [g, 1, 1, g, 2, 2, g],
    [g, g, g, g, g, g, g],
    [g, 3, 3, g, g, g, g],
    [g, g, g, g, g, g, g],
  ];
  expect([...sheet.pixels]).toEqual(rows.flat());
});

it.each([
  [1, 64, 64, 1],
  [5, 64, 64, 3],
  [100, 64, 64, 12],
  [100, 64, 1, 1],
  [4, 1, 900, 4],
])('%i pictures of %i x %i: %i a row', (count, width, height, columns) => {
  expect(sheetColumns(count, width, height)).toBe(columns);
});
