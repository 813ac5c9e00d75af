import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openByteSource } from '../../../src/formats/compressed.ts';
import { readHeader } from '../../../src/formats/mrc/header.ts';
import { openMrc, type OpenOptions } from '../../../src/formats/mrc/read.ts';
import { NO_PIXELS, mergeStats, pixelStats, rmsOf } from '../../../src/formats/mrc/statistics.ts';
import { FORMATS, manifestFiles } from '../../helpers/manifest.ts';
import { bytesOf } from '../../helpers/mrc-file.ts';
import { describeWithSharedData } from '../../helpers/shared-data.ts';

type Value = number | 'NaN' | 'Infinity' | '-Infinity' | '-0';
interface Data {
  dtype: string;
  shape: number[];
  sha256_le: string;
  first: Value[];
  last: Value[];
  probes_index_value: [number[], Value][];
  min: Value;
  max: Value;
  mean_f64: Value;
  std_f64: Value;
}
interface Truth {
  byte_order: 'little' | 'big';
  data?: Data;
  data_as_uint8?: Data;
  uncompressed_bytes: number;
  voxel_size?: number[];
  header: Record<string, number | number[] | string> & { labels_nonblank: string[] };
}

/** What cannot be read as images, and the words that say so. */
const REFUSED: Record<string, RegExp> = {
  'mrc/mrcfile143_bad_mode.mrc': /mode is 9, expected one of 0 \(int8\)/,
  'mrc/mrcfile143_too_short.mrc': /size .* need 864 bytes, the file has 854 of them: it was cut short/,
  'mrc/mrcfile143_nsymbt_too_big.mrc': /extended header \(nsymbt\) of 10000000 bytes reaches beyond/,
  'mrc/mrcfile143_mode4_vol_le.mrc': /mode 4 \(complex float32\) cannot be used as images/,
};

function bytesAs(dtype: string, values: Float32Array): Uint8Array {
  if (dtype === 'float16') return halves(values);
  const type = { float32: Float32Array, int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array };
  const typed = type[dtype as keyof typeof type].from(values);
  return new Uint8Array(typed.buffer);
}

/** The codes of halves, found by search among all 65,536 of them. */
function halves(values: Float32Array): Uint8Array {
  const scratch = new DataView(new ArrayBuffer(4));
  const codes = Uint16Array.from(values, (value) => {
    scratch.setFloat32(0, value);
    const word = scratch.getUint32(0);
    const sign = (word >>> 16) & 0x8000;
    const magnitude = Math.abs(value);
    if (Number.isNaN(value)) return sign | 0x7e00;
    if (magnitude === Infinity) return sign | 0x7c00;
    if (magnitude < 2 ** -14) return sign | (magnitude * 2 ** 24);
    const exponent = Math.floor(Math.log2(magnitude));
    return sign | ((exponent + 15) << 10) | ((magnitude / 2 ** exponent - 1) * 1024);
  });
  return new Uint8Array(codes.buffer);
}

function expectData(path: string, data: Data, options: OpenOptions): void {
  const reader = openMrc(path, options);
  const { columns, rows, sections } = reader.header;
  expect(data.shape.reduce((a, b) => a * b)).toBe(columns * rows * sections);
  expect(data.shape.slice(-2)).toEqual([rows, columns]);
  const values = reader.readSections(0, sections);
  expect([...values.subarray(0, data.first.length)]).toEqual(data.first.map(Number));
  expect([...values.subarray(-data.last.length)]).toEqual(data.last.map(Number));
  expect(createHash('sha256').update(bytesAs(data.dtype, values)).digest('hex')).toBe(data.sha256_le);
  for (let s = 0; s < sections; s++) {
    const section = values.subarray(s * rows * columns, (s + 1) * rows * columns);
    expect(Buffer.compare(bytesOf(reader.readSection(s)), bytesOf(section))).toBe(0);
  }
  for (const [index, value] of data.probes_index_value) {
    const [x, y] = [index.at(-1)!, index.at(-2)!];
    const section = index.slice(0, -2).reduce((sum, i, axis) => sum * data.shape[axis]! + i, 0);
    expect([...reader.readRegion(section, x, y, 1, 1)]).toEqual([Number(value)]);
  }
  expectStatistics(values, data);
  reader.close();
}

function expectStatistics(values: Float32Array, data: Data): void {
  if (typeof data.mean_f64 !== 'number') return;
  const half = values.length >> 1;
  const stats = [values.subarray(0, half), values.subarray(half)].map(pixelStats).reduce(mergeStats, NO_PIXELS);
  expect([stats.min, stats.max]).toEqual([data.min, data.max]);
  expect(Math.abs(stats.mean - data.mean_f64)).toBeLessThanOrEqual(1e-10 * rmsOf(stats));
  expect(Math.abs(rmsOf(stats) - Number(data.std_f64))).toBeLessThanOrEqual(1e-10 * rmsOf(stats));
}

function expectHeader(path: string, truth: Truth): void {
  const source = openByteSource(path);
  expect(source.sizeBytes).toBe(truth.uncompressed_bytes);
  const { header } = readHeader(source);
  const { header: want } = truth;
  expect(header.byteOrder).toBe(truth.byte_order);
  expect(header).toMatchObject({
    columns: want.nx,
    rows: want.ny,
    sections: want.nz,
    mode: want.mode,
    starts: want.nstart,
    grid: want.m,
    cellA: want.cella,
    cellAnglesDeg: want.cellb,
    axes: want.mapcrs,
    min: Number(want.dmin),
    max: Number(want.dmax),
    mean: Number(want.dmean),
    ispg: want.ispg,
    extendedBytes: want.nsymbt,
    version: want.nversion,
    imodStamp: want.imodStamp,
    imodFlags: want.imodFlags,
    originA: want.origin,
    rms: Number(want.rms),
    labelCount: want.nlabl,
    labels: want.labels_nonblank.map((label) => label.replace(/\0.*/, '')).filter((label) => label !== ''),
  });
  expect(Buffer.from(header.mapId).toString('hex')).toBe(want.map_hex);
  expect(Buffer.from(header.machineStamp).toString('hex')).toBe(want.machst_hex);
  const [x] = truth.voxel_size ?? [];
  if (x) expect(header.pixelSizeA).toBeCloseTo(x, 6);
  else if (x === 0) expect(header.pixelSizeA).toBeNull();
  source.close();
}

describeWithSharedData('MRC files of the manifest', () => {
  for (const { path, truth } of manifestFiles<Truth>('mrc')) {
    const file = join(FORMATS, path);
    const refusal = REFUSED[path];
    if (refusal) {
      it(`refuses ${path}`, () => {
        expect(() => openMrc(file)).toThrow(refusal);
        expect(() => openMrc(file)).toThrow(file);
      });
      continue;
    }
    it(`reads ${path}`, () => {
      expectHeader(file, truth);
      expectData(file, truth.data!, truth.data_as_uint8 ? { bytes: 'signed' } : {});
      if (truth.data_as_uint8) expectData(file, truth.data_as_uint8, { bytes: 'unsigned' });
    });
  }
});
