import { afterEach, beforeEach, expect, it } from 'vitest';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CudaDevice } from '../../src/cuda/device.ts';
import { CudaDriver } from '../../src/cuda/driver.ts';
import { Holdings, imagesPerBuffer } from '../../src/cuda/holdings.ts';
import { PmsBatch } from '../../src/cuda/pms-batch.ts';
import { fakeCudaLibrary, describeWithFakeCuda } from '../helpers/fake-cuda.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

it('puts as many images into a buffer as 256 MiB hold, and one at least', () => {
  expect([32, 256, 8192, 16384].map(imagesPerBuffer)).toEqual([65536, 1024, 1, 1]);
  // No more than a grid has blocks in y.
  expect([16, 256].map((box) => PmsBatch.mostParticles(box))).toEqual([65535, 1024]);
});

describeWithFakeCuda('memory that is held by its name', () => {
  let device: CudaDevice;
  let report = '';
  beforeEach(async () => {
    for (const name of Object.keys(process.env)) if (name.startsWith('FAKE_CUDA_')) delete process.env[name];
    report = join(temporaryFolder(), 'report');
    process.env.FAKE_CUDA_REPORT = report;
    device = CudaDevice.open(await CudaDriver.load(fakeCudaLibrary()), 0);
  });
  afterEach(() => {
    device.close();
    expect(existsSync(report)).toBe(false);
  });

  it('is the same until more is wanted, and freed in the end', () => {
    const before = device.memory().freeBytes;
    const holdings = new Holdings(device);
    const first = holdings.alloc('images', 1000);
    expect(holdings.alloc('images', 400)).toEqual({ address: first.address, bytes: 400 });
    expect(holdings.allocHost('images', 100).memory.byteLength).toBe(100);
    expect(holdings.allocHost('images', 60)).toMatchObject({ bytes: 60 });
    expect(before - device.memory().freeBytes).toBe(1000);
    expect(holdings.alloc('images', 3000).bytes).toBe(3000);
    expect(holdings.alloc('others', 10).bytes).toBe(10);
    expect(before - device.memory().freeBytes).toBe(3010);
    holdings.close();
    expect(device.memory().freeBytes).toBe(before);
  });

  it('takes new numbers under the same name', () => {
    const holdings = new Holdings(device);
    for (const numbers of [[1, 2, 3], [4], [5, 6, 7, 8]]) {
      const buffer = holdings.upload('numbers', Float64Array.from(numbers));
      const back = holdings.allocHost('back', buffer.bytes);
      device.download(buffer, back, buffer.bytes, holdings.stream);
      device.wait(holdings.stream);
      expect([...new Float64Array(back.memory, 0, numbers.length)]).toEqual(numbers);
    }
    holdings.close();
  });
});
