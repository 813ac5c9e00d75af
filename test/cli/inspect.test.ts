import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesOf, mrcBytes, writeMrcFile, type MrcFile } from '../helpers/mrc-file.ts';
import { runProgram } from '../helpers/program.ts';
import { SHARED_DATA, describeWithSharedData } from '../helpers/shared-data.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const stack: MrcFile = {
  columns: 4,
  rows: 3,
  sections: 2,
  mode: 1,
  data: bytesOf(Int16Array.from({ length: 24 }, (_, i) => i)),
  fields: { labelBytes: Buffer.from('a label'.padEnd(800)) },
};

async function inspect(path: string, ...flags: string[]): Promise<string> {
  const { code, stdout, stderr } = await runProgram(['inspect', path, ...flags]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

async function report(path: string, ...flags: string[]): Promise<Record<string, unknown>> {
  return JSON.parse(await inspect(path, '--json', ...flags)) as Record<string, unknown>;
}

async function refusal(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runProgram(['inspect', ...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  return stderr;
}

function pngSize(path: string): number[] {
  const png = readFileSync(path);
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

describe('an MRC file', () => {
  it('is described to programs, compressed or not', async () => {
    const path = join(temporaryFolder(), 'x.mrcs');
    const expected = {
      format: 'mrc',
      shape: [2, 3, 4],
      mode: 1,
      byte_order: 'little',
      pixel_size_a: 2,
      min: 0,
      max: 23,
      mean: 11.5,
      rms: Math.sqrt((24 ** 2 - 1) / 12),
      ispg: 0,
      labels: ['a label'],
      warnings: [],
    };
    expect(await report(writeMrcFile(path, stack))).toEqual(expected);
    writeFileSync(path, gzipSync(mrcBytes(stack)));
    expect(await report(path)).toEqual(expected);
  });

  it('is shown to a person, without colours or control characters in a pipe', async () => {
    const fields = { labelBytes: Buffer.from('evil \x1b[31m label'.padEnd(800)), mapId: new Uint8Array(4) };
    const text = await inspect(writeMrcFile(join(temporaryFolder(), 'x.mrcs'), { ...stack, fields }));
    expect(text).not.toContain('\x1b');
    expect(text).toMatch(/^x\.mrcs {3}MRC, 2 images of 4 × 3 pixels\n/);
    expect(text).toMatch(/Pixel size +2 Å \(8 × 6 Å\)/);
    expect(text).toMatch(/Labels +evil ·\[31m label/);
    expect(text).toMatch(/Pixels +0 +23 +11\.5 +6\.92219\n/);
    expect(text).toMatch(/! map id is 00 00 00 00, expected "MAP "; "bezierfit fixmapid" repairs it/);
  });

  it('of a mode without images shows its header', async () => {
    const path = writeMrcFile(join(temporaryFolder(), 'x.mrc'), {
      columns: 1,
      rows: 1,
      mode: 4,
      data: new Uint8Array(8),
    });
    expect(await report(path)).toMatchObject({ shape: [1, 1], mode: 4, min: null, max: null, mean: null, rms: null });
    expect(await inspect(path)).toMatch(/mode 4 \(complex float32\)/);
    expect(await refusal(path, '--png', `${path}.png`)).toBe(`error: ${path}: mode 4 holds no images to draw\n`);
  });

  it('with pixels that are no numbers gives the statistics of the others', async () => {
    const data = bytesOf(Float32Array.of(1, NaN, 3, Infinity));
    const path = writeMrcFile(join(temporaryFolder(), 'x.mrc'), { columns: 2, rows: 2, mode: 2, data });
    const warnings = ['2 pixels of 4 not finite; the statistics are of the others'];
    expect(await report(path)).toMatchObject({ min: 1, max: 3, mean: 2, rms: 1, warnings });
  });

  it('is drawn: all of a stack, or one section', async () => {
    const folder = temporaryFolder();
    const path = writeMrcFile(join(folder, 'x.mrcs'), stack);
    const png = join(folder, 'x.png');
    expect(await inspect(path, '--png', png)).toContain(`Wrote ${png}: 12 × 18 pixels, all sections, 1 a row.`);
    expect(pngSize(png)).toEqual([12, 18]);
    expect(await report(path, '--png', png, '--section', '1')).toMatchObject({ format: 'mrc' });
    expect(pngSize(png)).toEqual([4, 3]);
    expect(await refusal(path, '--png', png, '--section', '2')).toBe(
      `error: --section: is 2, but ${path} has 2 sections, counted from 0\n`,
    );
    expect(await refusal(path, '--section', '1')).toContain('--section: needs --png FILE');
    expect(await refusal(path, '--png', join(folder, 'no/such/folder.png'))).toContain(
      'cannot be written: its folder does not exist\n',
    );
  });

  it('with bytes can be read either way', async () => {
    const bytes = { columns: 2, rows: 1, mode: 0, data: Uint8Array.of(1, 200) };
    const path = writeMrcFile(join(temporaryFolder(), 'x.mrc'), bytes);
    expect(await report(path)).toMatchObject({ min: -56, max: 1 });
    expect(await report(path, '--bytes', 'unsigned')).toMatchObject({ min: 1, max: 200 });
  });
});

describe('what cannot be read', () => {
  it('is refused with the reason', async () => {
    const folder = temporaryFolder();
    expect(await refusal(folder)).toBe(`error: ${folder}: is a folder, expected a file\n`);
    expect(await refusal(join(folder, 'none'))).toBe(`error: ${join(folder, 'none')}: file does not exist\n`);
    const cases: [content: Uint8Array | string, message: string][] = [
      ['', 'is empty'],
      ['hello', 'is neither an MRC, nor a cryoSPARC .cs, nor a STAR file'],
      [mrcBytes(stack).subarray(0, 1030), 'size 4 x 3 x 2 pixels of int16 need 48 bytes, the file has 6 of them'],
      [gzipSync('data_x\n_a 1\n'), 'is a compressed table; decompress it first'],
      ['data_x\nloop_\n_a\n_b\n1 2 3\n', 'line 5 (data_x)'],
      ['\x93NUMPY nonsense', ''],
    ];
    for (const [content, message] of cases) {
      const path = join(folder, 'x');
      writeFileSync(path, typeof content === 'string' ? Buffer.from(content, 'latin1') : content);
      expect(await refusal(path)).toContain(`error: ${path}: ${message}`);
    }
  });
});

describe('a STAR file', () => {
  const text = 'data_one\n_a 1\n_b "x y"\n\ndata_two\n_p 1\nloop_\n_c #1\n_d #2\n1 u\n2 v\nloop_\n_e\n7\n';
  it('is described to programs and to a person', async () => {
    const path = join(temporaryFolder(), 'x.star');
    writeFileSync(path, text);
    expect(await report(path)).toEqual({
      format: 'star',
      blocks: [
        { name: 'one', kind: 'pairs', rows: 1, columns: ['a', 'b'] },
        { name: 'two', kind: 'mixed', rows: 2, columns: ['p', 'c', 'd'] },
        { name: 'two', kind: 'loop', rows: 1, columns: ['e'] },
      ],
    });
    const shown = await inspect(path);
    expect(shown).toMatch(/x\.star {3}STAR file, 2 blocks\n/);
    expect(shown).toMatch(/data_two {3}2 rows, 2 columns\n\n +Column +First row +Row 2\n +c +1 +2\n +d +u +v\n/);
    expect(await refusal(path, '--png', `${path}.png`)).toContain('only MRC files can be drawn');
  });
});

describeWithSharedData('a cryoSPARC table', () => {
  const path = join(SHARED_DATA, 'golden/tiny/project/J220/particles_selected.cs');
  it('is described to programs, 64-bit integers to the last digit', async () => {
    const found = await report(path);
    expect(found).toMatchObject({ format: 'cs', variant: 'npy', rows: 8 });
    expect(found.columns).toContainEqual({ name: 'blob/shape', type: 'uint32', shape: [2] });
    const head = found.head as Record<string, unknown>[];
    expect(head).toHaveLength(5);
    expect(head[0]).toMatchObject({
      uid: '338317455747128889',
      'blob/shape': [64, 64],
      'blob/idx': 0,
      'ctf/type': 'spline',
    });
  });
  it('is shown to a person, a line for each column', async () => {
    const shown = await inspect(path);
    expect(shown).toMatch(/^particles_selected\.cs {3}cryoSPARC table \(npy\), 8 rows, 42 columns\n/);
    expect(shown).toMatch(/\n {2}uid +uint64 +338317455747128889 +338317456022870377 /);
    expect(shown.split('\n').every((line) => line.length <= 160)).toBe(true);
  });
});
