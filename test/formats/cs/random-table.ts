import fc from 'fast-check';
import { lanesOf } from '../../../src/formats/npy.ts';
import { NUMBER_TYPES, type NumberArray, type NumberType } from '../../../src/formats/numpy/dtype.ts';
import { StringColumn } from '../../../src/formats/strings.ts';
import type { CsColumn, CsTableToWrite } from '../../../src/formats/cs/table.ts';

/** Types that both written variants keep as they are. */
const TYPES = (Object.keys(NUMBER_TYPES) as NumberType[]).filter((type) => type !== 'float16' && type !== 'bool');

/** UTF-8 text without NUL: blanks, quotes, any script, empty. */
const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((value) => !value.includes('\0'));

function column(rows: number): fc.Arbitrary<CsColumn> {
  const shape = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 });
  const count = (sides: number[]) => sides.reduce((product, side) => product * side, rows);
  const numbers = fc.record({ type: fc.constantFrom(...TYPES), shape, seed: fc.infiniteStream(fc.nat(255)) });
  const texts = fc.record({
    shape,
    pool: fc.array(text, { minLength: 1, maxLength: 4 }),
    seed: fc.infiniteStream(fc.nat(3)),
  });
  const take = (stream: Iterator<number>, length: number) => Array.from({ length }, () => Number(stream.next().value));
  return fc.oneof(
    numbers.map(({ type, shape, seed }): CsColumn => {
      const { itemBytes, array } = NUMBER_TYPES[type];
      const bytes = Uint8Array.from(take(seed, count(shape) * itemBytes));
      return { name: '', type, shape, values: new array(bytes.buffer) as NumberArray };
    }),
    texts.map(({ shape, pool, seed }): CsColumn => {
      const values = StringColumn.from(take(seed, count(shape)).map((i) => pool[i % pool.length] ?? ''));
      return { name: '', type: 'string', shape, values };
    }),
  );
}

/** A table of random bits and texts in columns of all types and shapes. */
export const randomTable: fc.Arbitrary<CsTableToWrite> = fc.nat(6).chain((rows) =>
  fc
    .uniqueArray(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((name) => !name.includes('\0')),
      {
        minLength: 1,
        maxLength: 6,
      },
    )
    .chain((names) =>
      fc.tuple(...names.map(() => column(rows))).map((columns) => ({
        rows,
        columns: new Map(columns.map((made, i) => [names[i] ?? '', { ...made, name: names[i] ?? '' }])),
      })),
    ),
);

/** A column as what must come back: raw bytes or texts. */
export function contentOf({ type, shape, values }: CsColumn): unknown {
  if (values instanceof StringColumn) return { type, shape, texts: [...values] };
  const bytes = [...new Uint8Array(values.buffer, values.byteOffset, values.byteLength)];
  return { type, shape, lanes: lanesOf(type as NumberType), bytes };
}
