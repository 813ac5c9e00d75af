import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { CudaDevice } from '../../src/cuda/device.ts';
import { CudaDriver } from '../../src/cuda/driver.ts';
import { fakeCudaLibrary, whyNoFakeCuda } from '../helpers/fake-cuda.ts';

/** BEZIERFIT_TEST_GPU: the suite runs on this machine's first GPU instead of the fake one. */
const isReal = Boolean(process.env.BEZIERFIT_TEST_GPU);
const REPORT = join(tmpdir(), `bezierfit-fake-cuda-report-${process.pid}`);

export const deviceName = isReal ? 'CUDA' : 'CUDA (fake driver)';

/** null: there is a device for the suite; otherwise why it is skipped. */
export function whyNoTestDevice(): string | null {
  return isReal ? null : whyNoFakeCuda();
}

let opened: Promise<CudaDevice> | null = null;

/** The device of this test file. */
export function testDevice(): Promise<CudaDevice> {
  process.env.FAKE_CUDA_REPORT = REPORT;
  opened ??= CudaDriver.load(isReal ? undefined : fakeCudaLibrary()).then((driver) => CudaDevice.open(driver, 0));
  return opened;
}

/** The fake driver saw no mistake, and everything was freed. */
afterAll(async () => {
  if (!opened) return;
  (await opened).close();
  const report = existsSync(REPORT) ? readFileSync(REPORT, 'utf8') : '';
  rmSync(REPORT, { force: true });
  expect(report).toBe('');
});
