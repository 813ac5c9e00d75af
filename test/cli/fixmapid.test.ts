import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { mrcBytes, writeMrcFile } from '../helpers/mrc-file.ts';
import { runProgram } from '../helpers/program.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const image = { columns: 2, rows: 1, mode: 2, data: new Uint8Array(8) };

it('repairs the map id, only its four bytes, once', async () => {
  const folder = temporaryFolder();
  const broken = writeMrcFile(join(folder, 'a.mrc'), { ...image, fields: { mapId: new Uint8Array(4) } });
  const short = writeMrcFile(join(folder, 'b.mrc'), { ...image, fields: { mapId: Buffer.from('MAP\0') } });
  const first = await runProgram(['fixmapid', broken, short]);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toBe(
    `${broken}: repaired: map id was 00000000, is now "MAP "\n${short}: repaired: map id was 4d415000, is now "MAP "\n`,
  );
  for (const path of [broken, short]) expect(readFileSync(path).equals(mrcBytes(image))).toBe(true);
  const { mtimeNs } = statSync(broken, { bigint: true });
  expect(await runProgram(['fixmapid', broken])).toMatchObject({ code: 0, stdout: `${broken}: map id is right\n` });
  expect(statSync(broken, { bigint: true }).mtimeNs).toBe(mtimeNs);
});

it('leaves alone what is not an MRC file, repairs the others, and exits 2', async () => {
  const folder = temporaryFolder();
  const text = join(folder, 'notes.txt');
  writeFileSync(text, 'x'.repeat(2000));
  const packed = join(folder, 'a.mrc.gz');
  writeFileSync(packed, gzipSync(mrcBytes({ ...image, fields: { mapId: new Uint8Array(4) } })));
  const broken = writeMrcFile(join(folder, 'a.mrc'), { ...image, fields: { mapId: new Uint8Array(4) } });
  const { code, stdout, stderr } = await runProgram(['fixmapid', text, packed, join(folder, 'none'), broken]);
  expect(code).toBe(2);
  expect(stdout).toBe(`${broken}: repaired: map id was 00000000, is now "MAP "\n`);
  expect(stderr.split('\n')).toEqual([
    expect.stringContaining(`error: ${text}: is not an MRC file: no map id`),
    `error: ${packed}: is compressed (gzip); decompress it first`,
    `error: ${join(folder, 'none')}: file does not exist`,
    '',
  ]);
  expect(readFileSync(text, 'utf8')).toBe('x'.repeat(2000));
});
