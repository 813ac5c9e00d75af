import { readNpy } from '../../../src/formats/npy.ts';
import { Random } from '../../../src/base/random.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateText } from '../mutate-text.ts';
import { confirm, type Target, type Verdict } from '../target.ts';
import { confirmSame, numberAt, npyHeaderText, partsOfType, plainNpyHeader } from './plain-table.ts';
import { verdictOf } from './refusal.ts';

const TYPES = ['<f4', '<f8', '>i4', '<u8', '|u1', '>f8', '<i2'];
/** What a header may be made to say instead. */
const HEADER_ODDITIES = [
  '<f4', '>u8', '|O', '|S0', '|S4294967296', '<U3', '|V5', '<c16', '<f2', '(9999999999,)', '(0,)', '(2, 3)', '(-1,)', '()',
  '1e9', 'True', 'None', "'", '(', '[[[[[[[[[[[[[[[[[[[[', '{', '\\x41', '\\U00110000', '9007199254740993',
]; // prettier-ignore

export function npyBytes(header: string, data: Uint8Array, version = 1): Buffer {
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(header.length + 1);
  else length.writeUInt32LE(header.length + 1);
  return Buffer.concat([
    Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\0`, 'latin1'),
    length,
    Buffer.from(`${header}\n`, 'latin1'),
    data,
  ]);
}

/** The text of the header (its length then follows), bytes of the data, or bytes anywhere. */
export function mutateNpy(seed: Uint8Array, random: Random, seeds: readonly Uint8Array[]): Uint8Array {
  const { text, dataOffset } = npyHeaderText(seed);
  const data = seed.subarray(dataOffset);
  const kind = random.below(4);
  if (kind === 0) return Buffer.concat([seed.subarray(0, dataOffset), mutateBytes(data, random, [], seeds)]);
  if (kind === 1) return mutateBytes(seed, random, HEADER_WORDS, seeds);
  const header = Buffer.from(text.trimEnd(), 'latin1');
  const changed = kind === 2 ? changeWord(header, random) : mutateText(header, random, HEADER_ODDITIES);
  return npyBytes(Buffer.from(changed).toString('latin1').slice(0, 60000), data);
}

const HEADER_WORDS = [
  { offset: 6, bytes: 1 },
  { offset: 8, bytes: 2 },
];

/** Another type, number or word in the place of one; the rest stays a header. */
function changeWord(header: Uint8Array, random: Random): Uint8Array {
  const text = Buffer.from(header).toString('latin1');
  const words = [...text.matchAll(/[<>|][a-zA-Z]\d+|\b\d+\b|True|False|\([^()]*\)/g)];
  const word = words[random.below(words.length)]!;
  const odd = HEADER_ODDITIES[random.below(HEADER_ODDITIES.length)]!;
  return Buffer.from(text.slice(0, word.index) + odd + text.slice(word.index + word[0].length), 'latin1');
}

export function npyTarget(): Target {
  const random = new Random(5);
  const seeds = TYPES.map((type, i) => {
    const { bytes } = partsOfType(type)!;
    const order = i % 2 ? 'True' : 'False';
    const data = Uint8Array.from({ length: 6 * bytes }, () => random.below(256));
    return npyBytes(`{'descr': '${type}', 'fortran_order': ${order}, 'shape': (2, 3), }`, data, 1 + (i % 3));
  });
  return {
    name: 'npy',
    seeds,
    mutate: (seed, by) => mutateNpy(seed, by, seeds),
    judge: (path, bytes) => verdictOf(path, () => confirmArray(path, bytes), isHeadFault),
  };
}

export function isHeadFault(message: string): boolean {
  return /does not begin with|damaged \.npy header|\.npy version|the header needs|the start needs|neither \\x93NUMPY/.test(
    message,
  );
}

function confirmArray(path: string, bytes: Uint8Array): Verdict {
  const { shape, values } = readNpy(path);
  const { text, dataOffset } = npyHeaderText(bytes);
  const plain = plainNpyHeader(text);
  if (plain === null) return 'read';
  const sides = [plain.shape].flat();
  confirm(sides.join() === shape.join(), `shape ${shape.join()} where the file has ${sides.join()}`);
  const type = partsOfType(String(plain.descr));
  if (type === null) return 'read';
  const count = sides.reduce((product, side) => product * side, 1);
  confirm(dataOffset + count * type.bytes <= bytes.length, 'values beyond the file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < count; i++)
    confirmSame(
      values[i],
      numberAt(view, dataOffset + type.bytes * placeOf(i, sides, plain.fortran_order), type),
      `value ${i}`,
    );
  return 'read';
}

/** Where the value that is number `i` in C order lies in the file. */
function placeOf(i: number, sides: readonly number[], fortran: boolean): number {
  if (!fortran) return i;
  const index = sides.map((side, axis) => Math.floor(i / sides.slice(axis + 1).reduce((a, b) => a * b, 1)) % side);
  return index.reduce((place, at, axis) => place + at * sides.slice(0, axis).reduce((a, b) => a * b, 1), 0);
}
