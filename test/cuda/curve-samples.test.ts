import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CudaDevice, CudaStream, DeviceBuffer } from '../../src/cuda/device.ts';
import { PmsBatch } from '../../src/cuda/pms-batch.ts';
import { sampleCurve } from '../../src/membrane/curve.ts';
import { testDevice, whyNoTestDevice } from '../contract/test-device.ts';
import { curveCases } from '../helpers/random-curves.ts';

/** What the batch keeps to itself. */
interface Inside {
  arrays: { samples: DeviceBuffer; normals: DeviceBuffer };
  holdings: { stream: CudaStream };
}

function read(device: CudaDevice, buffer: DeviceBuffer, bytes: number, stream: CudaStream): ArrayBuffer {
  const host = device.allocHost(bytes);
  device.download(buffer, host, bytes, stream);
  device.wait(stream);
  const copy = host.memory.slice(0);
  device.freeHost(host);
  return copy;
}

/** Curves without a direction: everywhere, and at t = 0 alone. */
const STANDING = [
  [20, 20, 20, 20, 20, 20, 20, 20],
  [10, 20, 10, 20, 25, 20, 35, 20],
].map((points) => ({ box: 40, step: 0.01, points: Float64Array.from(points) }));

describe.skipIf(whyNoTestDevice())(`samples of a curve on the GPU ${whyNoTestDevice() ?? ''}`, () => {
  it('are those of the processor, bit for bit', async () => {
    const device = await testDevice();
    let compared = 0;
    for (const { box, points, step } of [...fc.sample(curveCases, { numRuns: 150, seed: 6 }), ...STANDING]) {
      const expected = sampleCurve(points, step, box);
      const batch = new PmsBatch(device, { box, halfWidthPx: 1, pointsStep: step, capacity: 1 });
      batch.images.fill(0);
      batch.start([points]);
      batch.wait();
      const { count } = expected;
      expect(batch.result(0).sampleCount).toBe(count);
      const { arrays, holdings } = batch as unknown as Inside;
      if (count > 0) {
        const xy = new Float64Array(read(device, arrays.samples, 16 * count, holdings.stream));
        const normals = new Float32Array(read(device, arrays.normals, 8 * count, holdings.stream));
        const two = (x: Float64Array, y: Float64Array) => (_: unknown, i: number) => (i % 2 === 0 ? x : y)[i >> 1]!;
        expect(xy).toEqual(Float64Array.from(xy, two(expected.x, expected.y)));
        expect(normals).toEqual(Float32Array.from(normals, two(expected.nx, expected.ny)));
        compared++;
      }
      const lost = expected.nx.subarray(0, count).findIndex(Number.isNaN);
      if (lost < 0) expect(batch.result(0).status).toBe(count > 0 ? 'done' : 'curve-outside');
      else expect(batch.result(0)).toMatchObject({ status: 'no-tangent', t: expected.t[lost] });
      batch.close();
    }
    expect(compared).toBeGreaterThan(30);
  });
});
