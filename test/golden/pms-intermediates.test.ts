import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readNpy } from '../../src/formats/npy.ts';
import { placeControlPoints, membraneHalfWidthPx } from '../../src/membrane/pose.ts';
import { sampleCurve } from '../../src/membrane/curve.ts';
import { subtractPlainly } from '../../src/membrane/reference.ts';
import { SHARED_DATA, describeWithSharedData } from '../helpers/shared-data.ts';
import { largestDifference, rmsDifference } from '../helpers/difference.ts';
import { readSection } from '../helpers/golden.ts';
import { record } from '../helpers/record.ts';

const SETS = ['tiny', 'tiny/lownoise', 'small'];

interface Values {
  stack: string;
  idx0: number;
  psi_rad_f32: number;
  shift_px_f32: [number, number];
  psize_A_f32: number;
  physical_membrane_dist: number;
  points_step: number;
  box: number;
  mem_dist: number;
  t_count: number;
  best_index: number;
}

function rowsOf(set: string): string[] {
  const folder = join(SHARED_DATA, 'golden', set, 'intermediates');
  return readdirSync(folder).map((row) => join(folder, row));
}

describeWithSharedData('every intermediate of the older program', () => {
  const rows = SETS.flatMap((set) => rowsOf(set).map((row) => ({ set, row })));
  it.each(rows)('$row', ({ set, row }) => {
    const values = JSON.parse(readFileSync(join(row, 'values.json'), 'utf8')) as Values;
    const npy = (name: string) => readNpy(join(row, `${name}.npy`)).values as Float64Array;
    const { box } = values;
    const image = readSection(join(SHARED_DATA, 'golden', set, 'project', values.stack), values.idx0);

    const [shiftXPx, shiftYPx] = values.shift_px_f32;
    const placed = placeControlPoints(npy('control_points_in'), box, {
      psiRad: values.psi_rad_f32,
      shiftXPx,
      shiftYPx,
    });
    expect([...placed]).toEqual([...npy('control_points_transformed')]);
    const halfWidthPx = membraneHalfWidthPx(values.physical_membrane_dist, values.psize_A_f32);
    expect(halfWidthPx).toBe(values.mem_dist);

    const samples = sampleCurve(placed, values.points_step, box);
    const { count } = samples;
    expect(count).toBe(values.t_count);
    expect(samples.t.subarray(0, count)).toEqual(npy('t_values'));
    const interleaved = (a: Float64Array, b: Float64Array) =>
      Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? a : b)[i >> 1]);
    expect(largestDifference(interleaved(samples.x, samples.y), npy('curve_points'))).toBeLessThan(1e-12);
    expect(largestDifference(interleaved(samples.nx, samples.ny), npy('normals'))).toBeLessThan(1e-12);

    const result = subtractPlainly(image, box, samples, halfWidthPx);
    expect(largestDifference(result.mask, npy('mem_mask'))).toBeLessThan(1e-6);
    expect(largestDifference(result.profile, npy('average_1d'))).toBeLessThan(1e-6);
    expect(largestDifference(result.model, npy('average_2d_unmasked'))).toBeLessThan(2e-5);
    expect(largestDifference(result.imageConvolved, npy('image_conv'))).toBeLessThan(1e-6);
    expect(largestDifference(result.maskedModelConvolved, npy('average_2d_masked_conv'))).toBeLessThan(1e-5);
    const costs = npy('l1_values');
    expect(result.costs.every((cost, i) => Math.abs(cost / costs[i] - 1) < 2e-6)).toBe(true);
    expect(result.lambdaIndex).toBe(values.best_index);
    expect(largestDifference(result.subtracted, npy('subtracted_float64'))).toBeLessThan(2e-5);
    expect(rmsDifference(result.subtracted, npy('subtracted_float64'))).toBeLessThan(2e-6);
    record(`${set} float64 max`, largestDifference(result.subtracted, npy('subtracted_float64')));
  });
});
