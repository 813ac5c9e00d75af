import { closeSync, ftruncateSync, openSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openMrc, type OpenOptions } from '../../../src/formats/mrc/read.ts';
import { scanStats } from '../../../src/formats/mrc/scan.ts';
import { bytesOf, mrcBytes, writeMrcFile, type MrcFile } from '../../helpers/mrc-file.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

function read(file: MrcFile, options?: OpenOptions): { values: number[]; warnings: string[] } {
  const reader = openMrc(writeMrcFile(join(temporaryFolder(), 'x.mrc'), file), options);
  const values = [...reader.readSections(0, reader.header.sections)];
  reader.close();
  return { values, warnings: reader.warnings };
}

function refusal(file: MrcFile): () => unknown {
  return () => read(file);
}

const float = (...values: number[]) => bytesOf(Float32Array.from(values));
const onePixel = { columns: 1, rows: 1, mode: 2, data: float(3) };

describe('modes', () => {
  const cases: [mode: number, data: Uint8Array, values: number[]][] = [
    [0, Uint8Array.of(0, 127, 128, 255), [0, 127, -128, -1]],
    [1, bytesOf(Int16Array.of(0, 1, -2, -32768)), [0, 1, -2, -32768]],
    [2, float(0, 1.5, -Infinity, 1e-40), [0, 1.5, -Infinity, Math.fround(1e-40)]],
    [6, bytesOf(Uint16Array.of(0, 1, 65534, 32768)), [0, 1, 65534, 32768]],
    [12, bytesOf(Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff)), [1, -2, 2 ** -24, 65504]],
    [101, Uint8Array.of(0x21, 0xfe), [1, 2, 14, 15]],
  ];
  const orders = [false, true].flatMap((bigEndian) => cases.map((one) => [...one, bigEndian] as const));
  it.each(orders)('reads mode %i %o as %o (big-endian: %o)', (mode, data, values, bigEndian) => {
    expect(read({ columns: 2, rows: 2, mode, data, bigEndian }).values).toEqual(values);
    const extended = Buffer.from('an odd extended header, 37 bytes long');
    expect(read({ columns: 1, rows: 1, sections: 4, mode, data, bigEndian, extended, ...odd(mode) }).values).toEqual(
      values,
    );
  });
  /** 4-bit pixels: one column would be padded. */
  const odd = (mode: number) => (mode === 101 ? { columns: 2, sections: 2 } : {});

  it.each([3, 4, 16])('refuses mode %i as images', (mode) => {
    const file = { columns: 1, rows: 1, mode, data: new Uint8Array(8) };
    expect(refusal(file)).toThrow(/mode .* cannot be used as images, expected one of 0 \(int8\).*101 \(4-bit\)/);
  });

  it('knows all kinds of halves', () => {
    const data = bytesOf(Uint16Array.of(0x0400, 0x3555, 0x8000, 0x7c00, 0xfc00, 0x7e00));
    const values = [2 ** -14, 0.333251953125, -0, Infinity, -Infinity, NaN];
    expect(read({ columns: 6, rows: 1, mode: 12, data }).values).toEqual(values);
  });
});

describe('odd rows of 4-bit pixels', () => {
  const file = { columns: 3, rows: 2, sections: 2, mode: 101 };
  it('are padded to whole bytes when the size says so', () => {
    const data = Uint8Array.of(0x21, 0x03, 0x54, 0x06, 0x87, 0x09, 0xba, 0x0c);
    const { values, warnings } = read({ ...file, data });
    expect(values).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(warnings).toEqual([expect.stringMatching(/each row padded/)]);
  });
  it('are one run when the size says so', () => {
    const { values, warnings } = read({ ...file, data: Uint8Array.of(0x21, 0x43, 0x65, 0x87, 0xa9, 0xcb) });
    expect(values).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(warnings).toEqual([expect.stringMatching(/one run/)]);
  });
  it('are refused when the size fits neither', () => {
    expect(refusal({ ...file, data: new Uint8Array(9) })).toThrow(/size .*only the exact size tells/);
  });
});

describe('signed or unsigned bytes', () => {
  const bytes = { columns: 2, rows: 1, mode: 0, data: Uint8Array.of(1, 200) };
  const cases: [fields: MrcFile['fields'], values: number[]][] = [
    [{}, [1, -56]],
    [{ imodStamp: 1146047817, imodFlags: 0 }, [1, 200]],
    [{ imodStamp: 1146047817, imodFlags: 1 }, [1, -56]],
    [{ min: 0, max: 200 }, [1, 200]],
    [{ min: -56, max: 1 }, [1, -56]],
    [{ min: 0, max: 3000 }, [1, -56]],
  ];
  it.each(cases)('%o', (fields, values) => {
    const { values: found, warnings } = read({ ...bytes, fields });
    expect(found).toEqual(values);
    expect(warnings.length).toBe(values[1] === 200 ? 1 : 0);
    expect(read({ ...bytes, fields }, { bytes: 'unsigned' }).values).toEqual([1, 200]);
    expect(read({ ...bytes, fields }, { bytes: 'signed' }).values).toEqual([1, -56]);
  });
});

describe('headers that others wrote', () => {
  it('reads without map id, without stamp, with the wrong stamp, and says so', () => {
    const noId = { mapId: new Uint8Array(4) };
    const noStamp = { machineStamp: new Uint8Array(4) };
    expect(read({ ...onePixel, fields: { ...noId, ...noStamp } }).warnings).toEqual([
      'map id is 00 00 00 00, expected "MAP "; "bezierfit fixmapid" repairs it',
      'machine stamp 00 00 00 00 is unknown; read as little-endian',
    ]);
    const wrong = { ...onePixel, bigEndian: true, fields: { machineStamp: Uint8Array.of(0x44, 0x44, 0, 0) } };
    expect(read(wrong)).toEqual({ values: [3], warnings: [expect.stringMatching(/only makes sense as big-endian/)] });
    expect(read({ ...onePixel, bigEndian: true, fields: noStamp }).values).toEqual([3]);
  });

  it('refuses what has neither map id nor stamp nor the right size', () => {
    const fields = { mapId: new Uint8Array(4), machineStamp: new Uint8Array(4) };
    expect(refusal({ ...onePixel, data: float(3, 4), fields })).toThrow(/is not an MRC file: no map id, no machine/);
    expect(refusal({ ...onePixel, fields: { ...fields, mode: 77 } })).toThrow(
      /is not an MRC file: no map id, and its m/,
    );
  });

  it.each([
    [{ cellA: [0, 0, 0] }, null],
    [{ cellA: [-4, -4, 1] }, null],
    [{ grid: [0, 0, 0] }, null],
    [{ cellAnglesDeg: [0, 0, 0] }, null],
    [{ cellA: [NaN, 1, 1] }, null],
    [{ cellA: [10, 10, 10], grid: [4, 4, 4] }, 2.5],
  ])('pixel size of %o is %o', (fields, pixelSizeA) => {
    const reader = openMrc(writeMrcFile(join(temporaryFolder(), 'x.mrc'), { ...onePixel, fields }));
    expect(reader.header.pixelSizeA).toBe(pixelSizeA);
    reader.close();
  });

  it.each([
    [{ columns: 0 }, /columns \(nx\) is 0, expected/],
    [{ rows: -5 }, /rows \(ny\) is -5, expected/],
    [{ sections: 2 ** 31 - 1, columns: 2 ** 31 - 1, rows: 2 ** 31 - 1 }, /size .*it was cut short/],
    [{ mode: 5 }, /mode is 5, expected one of 0/],
    [{ extendedBytes: -1 }, /extended header \(nsymbt\) is -1/],
    [{ extendedBytes: 2 ** 31 - 1 }, /extended header \(nsymbt\) of 2147483647 bytes reaches beyond/],
  ])('refuses %o', (fields, message) => {
    expect(refusal({ ...onePixel, fields })).toThrow(message);
  });

  it('refuses what is shorter than a header', () => {
    const path = writeMrcFile(join(temporaryFolder(), 'x.mrc'), onePixel);
    truncateSync(path, 1000);
    expect(() => openMrc(path)).toThrow(`${path}: has 1000 bytes`);
  });
});

describe('reading by position', () => {
  it('gives the same pixels by sections, runs of sections and regions', () => {
    const side = fc.integer({ min: 1, max: 9 });
    const mode = fc.constantFrom(0, 1, 2, 6, 101);
    fc.assert(
      fc.property(
        side,
        side,
        side,
        mode,
        fc.boolean(),
        fc.infiniteStream(fc.nat()),
        (columns, rows, sections, mode, bigEndian, random) => {
          const pick = (below: number) => random.next().value! % below;
          const bits = { 0: 8, 1: 16, 2: 32, 6: 16, 101: 4 }[mode]!;
          const stride = mode === 101 ? columns + (columns % 2) : columns;
          const data = Uint8Array.from({ length: (stride * rows * sections * bits) / 8 }, () => pick(128));
          const path = writeMrcFile(join(temporaryFolder(), 'x.mrc'), {
            columns,
            rows,
            sections,
            mode,
            bigEndian,
            data,
          });
          const reader = openMrc(path);
          const all = reader.readSections(0, sections);
          const [first, count] = [pick(sections), 1 + pick(sections)];
          const clipped = Math.min(count, sections - first);
          const part = all.subarray(first * rows * columns, (first + clipped) * rows * columns);
          expect(reader.readSections(first, clipped)).toEqual(part);
          const [x, y] = [pick(columns), pick(rows)];
          const [width, height] = [1 + pick(columns - x), 1 + pick(rows - y)];
          const expected = Float32Array.from({ length: width * height }, (_, i) => {
            return part[(y + Math.floor(i / width)) * columns + x + (i % width)]!;
          });
          expect(reader.readRegion(first, x, y, width, height)).toEqual(expected);
          reader.close();
        },
      ),
      { numRuns: 200 },
    );
  });

  it('reads modes other than 2 in pieces larger than its scratch', () => {
    const data = new Int16Array(1500 * 1000).map((_, i) => i % 30000);
    const path = writeMrcFile(join(temporaryFolder(), 'x.mrc'), {
      columns: 1500,
      rows: 1000,
      mode: 1,
      data: bytesOf(data),
    });
    const reader = openMrc(path);
    expect(reader.readSection(0).every((value, i) => value === data[i])).toBe(true);
    expect(scanStats(reader)).toMatchObject({ pixels: data.length, finite: data.length, min: 0, max: 29999 });
    reader.close();
  });

  it('refuses sections and regions that are not there, and says what is', () => {
    const path = writeMrcFile(join(temporaryFolder(), 'x.mrc'), { ...onePixel, sections: 2, data: float(1, 2) });
    const reader = openMrc(path);
    expect(() => reader.readSection(2)).toThrow(`${path}: has no section 2: it has 2, counted from 0`);
    expect(() => reader.readSection(-1)).toThrow('has no section -1');
    expect(() => reader.readRegion(0, 0, 0, 2, 1)).toThrow('region 2 x 1 at 0, 0 reaches beyond the image (1 x 1)');
    expect(() => reader.readRegion(7, 0, 0, 1, 1)).toThrow('has no section 7');
    reader.close();
  });

  it('reads any section of a 10 GB stack without taking memory for it', () => {
    const path = join(temporaryFolder(), 'huge.mrcs');
    const file = { columns: 512, rows: 512, sections: 10_000, mode: 2, data: new Uint8Array(0) };
    const fd = openSync(path, 'w');
    writeSync(fd, mrcBytes(file));
    ftruncateSync(fd, 1024 + 512 * 512 * 10_000 * 4);
    writeSync(fd, float(42), 0, 4, 1024 + 9_999 * 512 * 512 * 4);
    closeSync(fd);
    const before = process.memoryUsage().arrayBuffers;
    const reader = openMrc(path);
    const section = new Float32Array(512 * 512);
    for (const index of [0, 5_000, 9_999]) reader.readSection(index, section);
    expect(section[0]).toBe(42);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 << 20);
    reader.close();
  });

  it('says when a file is cut short while it is open', () => {
    const path = writeMrcFile(join(temporaryFolder(), 'x.mrc'), { ...onePixel, sections: 2, data: float(1, 2) });
    const reader = openMrc(path);
    truncateSync(path, 1028);
    expect(() => reader.readSection(1)).toThrow(`${path}: ends at byte 1028`);
    reader.close();
  });
});
