import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { MrcReader } from '../../src/formats/mrc/read.ts';
import { withImages } from '../../src/server/files/open-images.ts';
import { mrcBytes } from '../helpers/mrc-file.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const file = (name: string, compressed: boolean): string => {
  const bytes = mrcBytes({ columns: 2, rows: 1, mode: 2, data: new Uint8Array(Float32Array.of(3, 4).buffer) });
  const path = join(temporaryFolder(), name);
  writeFileSync(path, compressed ? gzipSync(bytes) : bytes);
  return path;
};
const reader = (path: string): Promise<MrcReader> => withImages(path, (one) => one);

it('a compressed file is decompressed once, until it changes', async () => {
  const path = file('one.mrc', true);
  const first = await reader(path);
  expect(await reader(path)).toBe(first);
  utimesSync(path, 1, 1);
  expect(await reader(path)).not.toBe(first);
});

it('a plain file is opened each time, for others may write it', async () => {
  const path = file('plain.mrc', false);
  expect(await reader(path)).not.toBe(await reader(path));
});

it('two are kept; what is being read stays open meanwhile', async () => {
  const [a, b, c] = ['a.mrc', 'b.mrc', 'c.mrc'].map((name) => file(name, true)) as [string, string, string];
  const first = await withImages(a, async (one) => {
    await reader(b);
    await reader(c);
    expect([...one.readSection(0)]).toEqual([3, 4]);
    return one;
  });
  expect(await reader(a)).not.toBe(first);
});
