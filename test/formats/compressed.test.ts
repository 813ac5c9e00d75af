import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { InputError } from '../../src/base/errors.ts';
import { MemorySource } from '../../src/formats/byte-source.ts';
import { openByteSource } from '../../src/formats/compressed.ts';
import { InputFile } from '../../src/formats/input-file.ts';
import { FORMATS } from '../helpers/manifest.ts';
import { describeWithSharedData } from '../helpers/shared-data.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

/** Made by bzip2: runs of all lengths; two streams in one file; nothing. */
const BZIP2 = {
  runs: [
    'QlpoOTFBWSZTWTAlMosAAA9RgKAQACAyAxBwAAggADEA0AEepD1B6JWxRFrEMnwyTYo6hjqi18XckU4UJAwJTKLA',
    `${'membrane\n'.repeat(3)}${'a'.repeat(300)}xyzzzzz`,
  ],
  streams: [
    'QlpoOTFBWSZTWaRjnbsAAACRgEAAASAcACAAIYAMAycu4u5IpwoSFIxzt2BCWmg5MUFZJlNZJooCNAAAAoGADgGIACAAIhhoMAcCmF3JFOFCQJooCNA=',
    'first second',
  ],
  empty: ['QlpoORdyRThQkAAAAAA=', ''],
} as const;

function file(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), 'data');
  writeFileSync(path, bytes);
  return path;
}

function contents(path: string, memoryLimit?: number): Buffer {
  const source = openByteSource(path, memoryLimit);
  const bytes = Buffer.alloc(source.sizeBytes);
  source.readFully(bytes, 0);
  source.close();
  return bytes;
}

const text = Buffer.from('a stack of images '.repeat(1000));

describe('gzip', () => {
  it('is undone in memory, or in a file that nobody sees', () => {
    const path = file(gzipSync(text));
    const folder = temporaryFolder();
    vi.stubEnv('TMPDIR', folder);
    expect(openByteSource(path)).toBeInstanceOf(MemorySource);
    const large = openByteSource(path, 1000);
    expect(large).toBeInstanceOf(InputFile);
    expect(readdirSync(folder)).toEqual([]);
    large.close();
    vi.unstubAllEnvs();
    for (const limit of [1 << 20, 1000, 10]) expect(contents(path, limit).equals(text)).toBe(true);
  });

  it('may have several members', () => {
    const path = file(Buffer.concat([gzipSync('one '), gzipSync('two')]));
    expect([contents(path).toString(), contents(path, 5).toString()]).toEqual(['one two', 'one two']);
  });

  it.each([1 << 20, 10])('is refused when damaged or cut short (memory limit %i)', (limit) => {
    const whole = gzipSync(text);
    const cut = file(whole.subarray(0, whole.length - 12));
    expect(() => contents(cut, limit)).toThrow(/data: .*gzip.*unexpected end of file/);
    const damaged = Buffer.from(whole);
    damaged[damaged.length - 6]! ^= 1;
    expect(() => contents(file(damaged), limit)).toThrow(/gzip.*incorrect data check/);
  });
});

describe('bzip2', () => {
  it.each(Object.entries(BZIP2))('is undone: %s', (_, [base64, expected]) => {
    const path = file(Buffer.from(base64, 'base64'));
    for (const limit of [1000, 3]) expect(contents(path, limit).toString()).toBe(expected);
  });

  it('is refused when damaged, never accepted with other bytes', () => {
    const whole = Buffer.from(BZIP2.runs[0], 'base64');
    const path = join(temporaryFolder(), 'data');
    fc.assert(
      fc.property(fc.integer({ min: 3, max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Buffer.from(whole);
        damaged[at]! ^= change;
        writeFileSync(path, damaged);
        try {
          expect(contents(path).toString()).toBe(BZIP2.runs[1]); // padding bits and the block size may change
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          expect(error.message).toMatch(`${path}: is damaged bzip2 data: `);
        }
      }),
      { numRuns: 200 },
    );
    for (let length = 3; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      expect(() => contents(path)).toThrow('is damaged bzip2 data: ');
    }
  });
});

describe('plain files', () => {
  it('are read as they are, empty ones too', () => {
    expect(contents(file(text)).equals(text)).toBe(true);
    expect(contents(file(new Uint8Array(0))).length).toBe(0);
  });

  it('are refused when they are none', () => {
    expect(() => openByteSource('/no/such/file')).toThrow('/no/such/file: file does not exist');
    const folder = temporaryFolder();
    expect(() => openByteSource(folder)).toThrow(`${folder}: is a folder, expected a file`);
  });
});

describeWithSharedData('the same volume', () => {
  it('plain, gzip and bzip2', () => {
    const plain = readFileSync(join(FORMATS, 'mrc/EMD-3197.map'));
    expect(contents(join(FORMATS, 'mrc/emd_3197.map.gz')).equals(plain)).toBe(true);
    expect(contents(join(FORMATS, 'mrc/EMD-3197.map.bz2'), 1000).equals(plain)).toBe(true);
  });
});
