import { join } from 'node:path';
import { expect, it } from 'vitest';
import { detectFormat } from '../../../src/cli/inspect/format.ts';
import { readMrcFacts, type MrcReport } from '../../../src/cli/inspect/mrc.ts';
import { openByteSource } from '../../../src/formats/compressed.ts';
import { FORMATS, manifestFiles } from '../../helpers/manifest.ts';
import { describeWithSharedData } from '../../helpers/shared-data.ts';

interface Data {
  shape: number[];
  min: number;
  max: number;
  mean_f64: number | string;
  std_f64: number;
}
interface Truth {
  byte_order: string;
  header: { mode: number; ispg: number; nz: number };
  voxel_size?: number[];
  data?: Data;
}

const UNREADABLE = ['bad_mode', 'nsymbt_too_big', 'too_short'].map((name) => `mrc/mrcfile143_${name}.mrc`);
/** Its stamp says unsigned; the truth is that of the signed reading. */
const UNSIGNED = 'mrc/mrcfile143_imod_unsigned_bytes.mrc';

function reportOf(path: string): MrcReport {
  const source = openByteSource(join(FORMATS, path));
  expect(detectFormat(source)).toBe('mrc');
  const { report } = readMrcFacts(source, path === UNSIGNED ? { bytes: 'signed' } : {});
  source.close();
  return report;
}

describeWithSharedData('the report about the MRC files of the manifest', () => {
  const entries = manifestFiles<Truth>('mrc').filter(({ path }) => !UNREADABLE.includes(path));
  it.each(entries.map(({ path, truth }) => [path, truth] as const))('%s', (path, { byte_order, header, ...truth }) => {
    const report = reportOf(path);
    expect(report).toMatchObject({ format: 'mrc', byte_order, mode: header.mode, ispg: header.ispg });
    const shape = truth.data!.shape;
    expect(report.shape).toEqual(shape.length > 3 ? [header.nz, ...shape.slice(-2)] : shape);
    if (truth.voxel_size) expect(report.pixel_size_a ?? 0).toBeCloseTo(truth.voxel_size[0]!, 6);
    const { min, max, mean_f64: mean, std_f64: rms } = truth.data!;
    if (header.mode === 4) expect(report).toMatchObject({ min: null, max: null, mean: null, rms: null });
    else if (typeof mean === 'number') {
      expect(report).toMatchObject({ min, max });
      expect(Math.abs(report.mean! - mean)).toBeLessThanOrEqual(1e-9 * rms);
      expect(Math.abs(report.rms! - rms)).toBeLessThanOrEqual(1e-9 * rms);
    }
  });
});
