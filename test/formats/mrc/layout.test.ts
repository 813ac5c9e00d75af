import { expect, it } from 'vitest';
import {
  HEADER_BYTES,
  LAYOUT,
  decodeHeader,
  decodeLabels,
  encodeHeader,
  encodeLabels,
} from '../../../src/formats/mrc/layout.ts';

it('covers the 1024 bytes without gap or overlap', () => {
  let end = 0;
  for (const { offset, type, count } of Object.values(LAYOUT)) {
    expect(offset).toBe(end);
    end += type === 'bytes' ? count : 4 * count;
  }
  expect(end).toBe(HEADER_BYTES);
});

it('decodes what it encoded', () => {
  const fields = {
    columns: 7,
    starts: [-1, 2, -3],
    cellA: [1.5, 2.5, 0],
    rms: 0.25,
    mapId: Uint8Array.from(Buffer.from('MAP ')),
    labelBytes: Uint8Array.from(encodeLabels(['one'])),
  };
  expect(decodeHeader(encodeHeader(fields), true)).toMatchObject(fields);
});

it('keeps ten labels of 80 characters and reads those with text', () => {
  const labels = Array.from({ length: 12 }, (_, i) => `${i}`.padEnd(90, 'x'));
  expect(decodeLabels(encodeLabels(labels))).toEqual(labels.slice(0, 10).map((label) => label.slice(0, 80)));
  const bytes = encodeLabels(['cut here: no', '', 'third  ']);
  bytes[8] = 0;
  expect(decodeLabels(bytes)).toEqual(['cut here', 'third']);
});
