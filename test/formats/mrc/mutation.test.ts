import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors.ts';
import { LAYOUT } from '../../../src/formats/mrc/layout.ts';
import { openMrc } from '../../../src/formats/mrc/read.ts';
import { mrcBytes } from '../../helpers/mrc-file.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

/** Opens and reads all, or gives the complaint. */
function readAll(path: string): string {
  try {
    const reader = openMrc(path);
    for (let s = 0; s < reader.header.sections; s++) reader.readSection(s);
    reader.close();
    return '';
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

it('reads a damaged header or refuses it with a message that names the file', () => {
  const path = join(temporaryFolder(), 'x.mrc');
  const valid = mrcBytes({ columns: 4, rows: 3, sections: 2, mode: 2, data: new Uint8Array(96) });
  const words = Object.values(LAYOUT).filter(({ offset }) => offset < 224);
  const place = fc.oneof(fc.nat({ max: 1023 }), fc.constantFrom(...words.map(({ offset }) => offset)));
  const word = fc.oneof(fc.integer(), fc.integer({ min: -3, max: 130 }));
  const edit = fc.tuple(place, word, fc.constantFrom('byte', 'word'));
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), fc.nat({ max: 1200 }), (edits, length) => {
      const bytes = Buffer.from(valid);
      for (const [offset, value, size] of edits) {
        if (size === 'byte') bytes[offset] = value;
        else bytes.writeInt32LE(value, Math.min(offset, 1020));
      }
      writeFileSync(path, length < 150 ? bytes.subarray(0, length * 7) : bytes);
      const complaint = readAll(path);
      if (complaint) expect(complaint).toContain(path);
    }),
    { numRuns: 800 },
  );
});
