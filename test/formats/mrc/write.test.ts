import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHeader, type RawHeader } from '../../../src/formats/mrc/layout.ts';
import { openMrc } from '../../../src/formats/mrc/read.ts';
import { rmsOf } from '../../../src/formats/mrc/statistics.ts';
import { MrcWriter, type MrcShape, writeMrc, writePixels } from '../../../src/formats/mrc/write.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

const shape: MrcShape = {
  columns: 3,
  rows: 2,
  sections: 2,
  pixelSizeA: 1.25,
  originA: [1, -2, 3],
  labels: ['made by a test', 'second'],
  stack: true,
};
const first = Float32Array.of(1, 2, 3, 4, 5, 6);
const second = Float32Array.of(-1, -2, -3, -4, -5, 0.5);

function write(path: string, part: Partial<MrcShape> = {}, sections = [first, second]) {
  return writeMrc(path, { ...shape, ...part }, (section) => sections[section]!);
}

function headerOf(path: string): RawHeader {
  return decodeHeader(readFileSync(path), true);
}

/** What a strict reader asks of a header besides matching statistics. (field rules of docs/formats.md) */
function expectFieldRules(path: string): void {
  const h = headerOf(path);
  expect(statSync(path).size).toBe(1024 + h.extendedBytes + 4 * h.columns * h.rows * h.sections);
  expect(Buffer.from(h.mapId).toString()).toBe('MAP ');
  expect([...h.machineStamp]).toEqual([0x44, 0x44, 0, 0]);
  expect([h.mode, h.version, h.extendedBytes, h.axes, h.cellAnglesDeg]).toEqual([2, 20141, 0, [1, 2, 3], [90, 90, 90]]);
  expect([...h.extra1, ...h.extendedType, ...h.extra2, ...h.extra3].every((byte) => byte === 0)).toBe(true);
  expect(h.grid.slice(0, 2)).toEqual([h.columns, h.rows]);
  expect(h.grid[2]).toBe(h.ispg === 0 ? 1 : h.sections);
  expect(h.cellA.every((side) => side >= 0)).toBe(true);
  const labels = Buffer.from(h.labelBytes)
    .toString('latin1')
    .match(/[^]{80}/g)!;
  labels.forEach((label, i) => expect(label.trim() !== '').toBe(i < h.labelCount));
}

describe('a written file', () => {
  it('keeps pixel size, origin and labels, and carries true statistics', () => {
    const path = join(temporaryFolder(), 'x.mrcs');
    write(path);
    expectFieldRules(path);
    const reader = openMrc(path);
    expect(reader.warnings).toEqual([]);
    expect(reader.header).toMatchObject({
      ispg: 0,
      mz: 1,
      pixelSizeA: 1.25,
      originA: [1, -2, 3],
      labels: shape.labels,
    });
    expect(reader.readSection(1)).toEqual(second);
    const all = [...first, ...second];
    const mean = all.reduce((a, b) => a + b) / 12;
    const rms = Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 12);
    expect(reader.header).toMatchObject({ min: -5, max: 6, mean: Math.fround(mean), rms: Math.fround(rms) });
    reader.close();
  });

  it('is a volume when asked, and an unknown pixel size stays unknown', () => {
    const path = join(temporaryFolder(), 'x.mrc');
    write(path, { stack: false, pixelSizeA: null, labels: [] });
    expectFieldRules(path);
    const reader = openMrc(path);
    expect(reader.header).toMatchObject({ ispg: 1, mz: 2, pixelSizeA: null, labels: [] });
    reader.close();
  });

  it('leaves out what is not finite, and marks statistics unknown when nothing is', () => {
    const path = join(temporaryFolder(), 'x.mrc');
    write(path, {}, [first, Float32Array.of(NaN, Infinity, -Infinity, NaN, NaN, 7)]);
    expect(headerOf(path)).toMatchObject({ min: 1, max: 7, mean: 4 });
    write(path, { sections: 1 }, [new Float32Array(6).fill(NaN)]);
    expect(headerOf(path)).toMatchObject({ min: 0, max: -1, mean: -2, rms: -1 });
  });

  it('reports size, time and checksum of the whole', () => {
    const path = join(temporaryFolder(), 'x.mrc');
    const written = write(path);
    const { size, mtimeNs } = statSync(path, { bigint: true });
    expect(written).toEqual({ sizeBytes: Number(size), mtimeNs, crc32: crc32(readFileSync(path)) });
  });

  it('comes back for all shapes and values', () => {
    const path = join(temporaryFolder(), 'x.mrc');
    const side = fc.integer({ min: 1, max: 6 });
    const property = fc.property(
      side,
      side,
      side,
      fc.boolean(),
      fc.infiniteStream(fc.float()),
      (columns, rows, sections, stack, values) => {
        const images = Array.from({ length: sections }, () =>
          Float32Array.from({ length: columns * rows }, () => values.next().value!),
        );
        const written = write(path, { columns, rows, sections, stack }, images);
        expect(written.crc32).toBe(crc32(readFileSync(path)));
        expectFieldRules(path);
        const reader = openMrc(path);
        images.forEach((image, i) => expect(reader.readSection(i)).toEqual(image));
        reader.close();
      },
    );
    fc.assert(property, { numRuns: 100 });
  });
});

describe('writing', () => {
  it('may be done by other threads, in any order and in pieces', async () => {
    const path = join(temporaryFolder(), 'x.mrcs');
    const writer = new MrcWriter(path, shape);
    const halves = [0, 3].map((at) =>
      writePixels(writer.fd, writer.sectionOffset(1) + 4 * at, second.slice(at, at + 3)),
    );
    const thread = new Worker(
      `const { fd, offset, data } = require('node:worker_threads').workerData;
       require('node:fs').writeSync(fd, new Uint8Array(data.buffer), 0, data.byteLength, offset);`,
      { eval: true, workerData: { fd: writer.fd, offset: writer.sectionOffset(0), data: first } },
    );
    await new Promise((done) => thread.once('exit', done));
    const other = new MrcWriter(`${path}.other`, { ...shape, sections: 1 });
    const stats = other.writeSection(0, first);
    other.abort();
    writer.commit([stats, ...halves]);
    const reader = openMrc(path);
    expect([...reader.readSections(0, 2)]).toEqual([...first, ...second]);
    expect(rmsOf(stats)).toBeCloseTo(1.707825, 6);
    reader.close();
  });

  it('shows nothing under the final name before it is whole, and leaves nothing when given up', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'x.mrc');
    const writer = new MrcWriter(path, shape);
    const stats = writer.writeSection(0, first);
    expect(existsSync(path)).toBe(false);
    expect(() => writer.commit([stats])).toThrow('6 pixels were written, not 3 x 2 x 2');
    expect(readdirSync(folder)).toEqual([]);
    const again = new MrcWriter(path, shape);
    expect(readdirSync(folder)).toEqual([`.x.mrc.${process.pid}.tmp`]);
    again.abort();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('replaces an older file as a whole', () => {
    const path = join(temporaryFolder(), 'x.mrc');
    write(path);
    const reader = openMrc(path);
    write(path, {}, [second, first]);
    expect(reader.readSection(0)).toEqual(first);
    reader.close();
    const newer = openMrc(path);
    expect(newer.readSection(0)).toEqual(second);
    newer.close();
  });
});
