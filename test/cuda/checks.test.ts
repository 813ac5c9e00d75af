import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { CudaDevice } from '../../src/cuda/device.ts';
import { CudaDriver } from '../../src/cuda/driver.ts';
import { Holdings } from '../../src/cuda/holdings.ts';
import { MosaicBatch } from '../../src/cuda/mms.ts';
import { PmsBatch } from '../../src/cuda/pms-batch.ts';
import { fakeCudaLibrary, describeWithFakeCuda } from '../helpers/fake-cuda.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const PTX = '.version 6.0\n.target sm_50\n';
const BLOCKS = 2;
const FLOATS = 256 * BLOCKS;
let device: CudaDevice;
let report = '';

async function openDevice(seed: number): Promise<void> {
  for (const name of Object.keys(process.env)) if (name.startsWith('FAKE_CUDA_')) delete process.env[name];
  Object.assign(process.env, { FAKE_CUDA_REPORT: report, FAKE_CUDA_SEED: String(seed) });
  device = CudaDevice.open(await CudaDriver.load(fakeCudaLibrary({ variant: 'checked' })), 0);
}

const mistakes = () => (existsSync(report) ? readFileSync(report, 'utf8').trim().split('\n') : []);

/** Runs one of wrong-kernels.h on memory that nobody has written. */
function runWrong(name: string): void {
  const kernel = device.kernel(device.load(`${PTX}.entry ${name}(`), name);
  const [data, description, host, stream] = [
    device.alloc(4 * FLOATS),
    device.alloc(16),
    device.allocHost(16),
    device.stream(),
  ];
  new BigUint64Array(host.memory).set([BigInt(FLOATS), data.address]);
  device.upload(host, description, 16, stream);
  device.launch(kernel, [BLOCKS, 1], 256, description, stream);
  try {
    device.wait(stream);
  } finally {
    for (const buffer of [data, description]) device.free(buffer);
    device.freeHost(host);
    device.destroyStream(stream);
  }
}

/** Curves of which one bends, one leaves the box at once, one is left out; and a pixel that is not finite. */
function subtractAll(): unknown[] {
  const box = 40;
  const batch = new PmsBatch(device, { box, halfWidthPx: 3, pointsStep: 0.002, capacity: 5 });
  const random = new Random(4);
  for (let pixel = 0; pixel < batch.images.length; pixel++) batch.images[pixel] = random.normal();
  batch.images[777] = NaN;
  const curves = [
    [2, 20, 15, 38, 25, 2, 38, 20],
    [100, 100, 110, 100, 120, 100, 130, 100],
    [2, 5, 20, 5, 38, 5, 38, 5],
    [20, 20, 20, 20, 20, 20, 20, 20],
  ].map((points) => Float64Array.from(points));
  try {
    batch.start([...curves, null]);
    batch.wait();
    return [batch.outputs.slice(), ...curves.map((_, i) => batch.result(i))];
  } finally {
    batch.close();
  }
}

function putAllBack(): unknown[] {
  const places = [7, 20, 31].map((at, i) => ({ name: `${i}@stack.mrc`, box: 24, xPx: at, yPx: at + 9 }));
  const holdings = new Holdings(device);
  const batch = new MosaicBatch(device, holdings, { columns: 70, rows: 45, places, chunkPatches: 2 });
  const random = new Random(5);
  const fill = (pixels: Float32Array) => pixels.forEach((_, i) => (pixels[i] = random.normal()));
  try {
    fill(batch.micrograph);
    batch.begin();
    for (const [buffer, first, count] of [
      [0, 0, 2],
      [1, 2, 1],
    ] as const) {
      fill(batch.particles[buffer]);
      batch.wait();
      batch.add(buffer, first, count);
    }
    batch.finish();
    batch.wait();
    batch.check();
    return [batch.micrograph.slice()];
  } finally {
    holdings.close();
  }
}

describeWithFakeCuda('kernels under the checks', () => {
  beforeEach(() => (report = join(temporaryFolder(), 'report')));
  afterEach(() => device.close());

  it.each([
    ['right', null],
    ['no_barrier', 'race in shared memory'],
    ['structures_race', 'race in shared memory'],
    ['no_second_barrier', 'race in shared memory'],
    ['not_set', 'reads what nobody wrote in shared memory'],
    ['blocks_race', 'race in device memory'],
    ['reads_neighbour', 'race in device memory'],
    ['beyond', 'goes beyond device memory'],
    ['not_aligned', 'is not aligned in device memory'],
    ['not_written', 'reads what nobody wrote in device memory'],
  ])('%s: %s', async (name, words) => {
    await openDevice(3);
    try {
      runWrong(name);
    } catch {
      // One that goes beyond may also meet the end of the mapping.
    }
    const found = mistakes().map((line) => line.replace(/, thread.*/, ''));
    if (words === null) expect(found).toEqual([]);
    else expect(found).toContain(`${name}: ${words}`);
  });

  it('half of the threads at a barrier', async () => {
    await openDevice(1);
    expect(() => runWrong('half_at_barrier')).toThrow('CUDA_ERROR_ILLEGAL_ADDRESS');
    expect(mistakes()[0]).toMatch(/^half_at_barrier: threads at different barriers/);
  });

  it('ours make no mistake, and give the same bits in every order of blocks and threads', async () => {
    const results: unknown[][] = [];
    for (const seed of [1, 2, 3, 4]) {
      await openDevice(seed);
      results.push([...subtractAll(), ...putAllBack()]);
      device.close();
    }
    expect(mistakes()).toEqual([]);
    for (const other of results.slice(1)) expect(other).toEqual(results[0]);
  });
});
