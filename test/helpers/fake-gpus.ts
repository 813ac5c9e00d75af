import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeCudaLibrary, whyNoFakeCuda } from './fake-cuda.ts';
import { temporaryFolder } from './temp-folder.ts';

export interface FakeGpus {
  /** For a program that shall find them. */
  env: NodeJS.ProcessEnv;
  /** What the program did wrong, as the driver saw it: leaks, double frees, wrong arguments. */
  mistakes: () => string;
}

/** The GPUs of tests that run on a card, too (`npm run test:gpu`): real ones, or the fake driver's. */
export function testGpus(): FakeGpus {
  return process.env.BEZIERFIT_TEST_GPU ? { env: {}, mistakes: () => '' } : fakeGpus();
}

/** null: there are GPUs for those tests. */
export function whyNoTestGpus(): string | null {
  return process.env.BEZIERFIT_TEST_GPU ? null : whyNoFakeCuda();
}

/** Settings of the fake driver without the prefix FAKE_CUDA_: `{ DEVICES: '2', FAIL: 'cuMemAlloc_v2:3=2' }`. */
export function fakeGpus(settings: Record<string, string> = {}, visible?: string): FakeGpus {
  const report = join(temporaryFolder(), 'fake-cuda.report');
  const fake = Object.entries(settings).map(([name, value]) => [`FAKE_CUDA_${name}`, value]);
  return {
    env: {
      BEZIERFIT_LIBCUDA: fakeCudaLibrary(),
      FAKE_CUDA_REPORT: report,
      CUDA_VISIBLE_DEVICES: visible,
      ...Object.fromEntries(fake),
    },
    mistakes: () => (existsSync(report) ? readFileSync(report, 'utf8') : ''),
  };
}
