import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CudaDevice } from '../../src/cuda/device.ts';
import { describeDevice } from '../../src/cuda/device-facts.ts';
import { CudaDriver } from '../../src/cuda/driver.ts';
import { KERNELS_PTX } from '../../src/cuda/kernels-ptx.ts';
import { Holdings } from '../../src/cuda/holdings.ts';
import { MosaicBatch } from '../../src/cuda/mms.ts';
import { PmsBatch } from '../../src/cuda/pms-batch.ts';
import { fakeCudaLibrary, describeWithFakeCuda } from '../helpers/fake-cuda.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const SHAPE = { box: 24, halfWidthPx: 2, pointsStep: 0.02, capacity: 2 };
const CURVE = Float64Array.from([2, 12, 8, 12, 16, 12, 22, 12]);
const devices: CudaDevice[] = [];
let report = '';

/** Sets the fake driver up; what was set is taken back after the test. */
async function driverWith(settings: Record<string, string> = {}): Promise<CudaDriver> {
  for (const name of Object.keys(process.env)) if (name.startsWith('FAKE_CUDA_')) delete process.env[name];
  delete process.env.CUDA_VISIBLE_DEVICES;
  Object.assign(process.env, { FAKE_CUDA_REPORT: report, ...settings });
  return await CudaDriver.load(fakeCudaLibrary());
}

async function openDevice(settings?: Record<string, string>): Promise<CudaDevice> {
  const device = CudaDevice.open(await driverWith(settings), 0);
  devices.push(device);
  return device;
}

function mistakes(): string[] {
  return existsSync(report) ? readFileSync(report, 'utf8').trim().split('\n') : [];
}

function closeAll(): void {
  for (const device of devices.splice(0)) device.close();
}

describeWithFakeCuda('the fake CUDA driver', () => {
  beforeEach(() => (report = join(temporaryFolder(), 'report')));
  afterEach(closeAll);

  it('shows the devices that the environment describes, through CUDA_VISIBLE_DEVICES', async () => {
    const settings = {
      FAKE_CUDA_DEVICES: '3',
      FAKE_CUDA_NAMES: 'Card A,Card B,Card C',
      FAKE_CUDA_MEMORY: '1000000,2000000,3000000',
      FAKE_CUDA_PCI: '0000:01:00.0,0000:65:00.0,0000:C1:00.0',
      FAKE_CUDA_CAPABILITY: '8.6',
      CUDA_VISIBLE_DEVICES: '2,GPU-fa4e0001,7,0',
    };
    const driver = await driverWith(settings);
    expect(driver.deviceCount()).toBe(2);
    expect([0, 1].map((ordinal) => describeDevice(driver, ordinal))).toMatchObject(
      [
        { name: 'Card C', totalBytes: 3000000, pciBusId: '0000:c1:00.0', uuid: /^GPU-fa4e0002-/ },
        { name: 'Card B', totalBytes: 2000000, pciBusId: '0000:65:00.0', capability: { major: 8, minor: 6 } },
      ].map((one) => ({ ...one, uuid: expect.stringMatching(/^GPU-fa4e000[12]-0000-0000-0000-0{12}$/) as string })),
    );
  });

  it.each([
    ['CUDA_VISIBLE_DEVICES', ''],
    ['CUDA_VISIBLE_DEVICES', '-1'],
    ['CUDA_VISIBLE_DEVICES', '0,0'],
    ['FAKE_CUDA_DEVICES', '0'],
  ])('has no device with %s=%s', async (name, value) => {
    await expect(driverWith({ [name]: value })).rejects.toMatchObject({ type: 'CudaNoDevice', code: 100 });
  });

  it('may be from before CUDA 11, when a function had another name', async () => {
    await driverWith();
    const device = CudaDevice.open(await CudaDriver.load(fakeCudaLibrary({ variant: 'old' })), 0);
    new PmsBatch(device, SHAPE).close();
    device.close();
    expect(mistakes()).toEqual([]);
  });

  it.each([
    ['libc.so.6', 'CudaDriverTooOld', /^the NVIDIA driver is too old \(.*cuInit/],
    ['/nowhere/libcuda.so.1', 'CudaNoDriver', /^\/nowhere\/libcuda.so.1 cannot be loaded \(.*no NVIDIA driver here/],
  ])('is not %s', async (path, type, words) => {
    await expect(CudaDriver.load(path)).rejects.toMatchObject({
      type,
      sentence: expect.stringMatching(words) as string,
    });
  });

  it('does not load the kernels when it is too old for them', async () => {
    const device = await openDevice({ FAKE_CUDA_DRIVER: '8000' });
    expect(() => device.load(KERNELS_PTX)).toThrow(
      /\(cuModuleLoadDataEx: CUDA_ERROR_UNSUPPORTED_PTX_VERSION; ptxas fatal/,
    );
    expect(() => device.load('int main')).toThrow('CUDA_ERROR_INVALID_PTX');
  });

  it('fails a call as it is told to, once', async () => {
    const device = await openDevice({ FAKE_CUDA_FAIL: 'cuMemAlloc_v2:2=2' });
    const first = device.alloc(64);
    expect(() => device.alloc(64)).toThrow(expect.objectContaining({ type: 'CudaOutOfMemory' }));
    for (const buffer of [first, device.alloc(64)]) device.free(buffer);
    closeAll();
    expect(mistakes()).toEqual([]);
  });

  it('stays broken after an error that ends the context', async () => {
    const device = await openDevice({ FAKE_CUDA_FAIL: 'cuStreamQuery:1=700' });
    const stream = device.stream();
    expect(() => device.isIdle(stream)).toThrow('CUDA_ERROR_ILLEGAL_ADDRESS');
    expect(() => device.isIdle(stream)).toThrow('CUDA_ERROR_ILLEGAL_ADDRESS');
    expect(() => device.alloc(64)).toThrow('CUDA_ERROR_ILLEGAL_ADDRESS');
  });

  it('does work when it is asked about it, not before', async () => {
    const device = await openDevice();
    const [host, buffer, stream] = [device.allocHost(8), device.alloc(8), device.stream()];
    const pixels = new Float32Array(host.memory);
    pixels.set([1, 2]);
    device.upload(host, buffer, 8, stream);
    device.download(buffer, host, 8, stream);
    pixels.set([3, 4]);
    expect([device.isIdle(stream), device.isIdle(stream), device.isIdle(stream)]).toEqual([false, false, true]);
    // The upload came after the numbers were changed: a caller must wait.
    expect([...pixels]).toEqual([3, 4]);
    device.destroyStream(stream);
    device.freeHost(host);
    device.free(buffer);
    closeAll();
    expect(mistakes()).toEqual([]);
  });

  it('reports what is freed twice, copied beyond an end, or left behind', async () => {
    const device = await openDevice();
    const [host, buffer, stream] = [device.allocHost(64), device.alloc(64), device.stream()];
    expect(() => device.upload(host, buffer, 68, stream)).toThrow('CUDA_ERROR_INVALID_VALUE');
    expect(() => device.download(buffer, host, 32, stream, 40)).toThrow('CUDA_ERROR_INVALID_VALUE');
    device.free(buffer);
    expect(() => device.free(buffer)).toThrow('CUDA_ERROR_INVALID_VALUE');
    expect(() => device.upload(host, buffer, 4, stream)).toThrow('CUDA_ERROR_INVALID_VALUE');
    device.destroyStream(stream);
    device.alloc(100);
    closeAll();
    expect(mistakes()).toEqual([
      'cuMemcpyHtoDAsync_v2: beyond device memory',
      'cuMemcpyDtoHAsync_v2: beyond device memory',
      'cuMemFree_v2 of what is no memory of the device (or freed)',
      'cuMemcpyHtoDAsync_v2: beyond device memory',
      '100 bytes of device memory are not freed',
      '64 bytes of pinned memory are not freed',
    ]);
  });

  it('ends a kernel that goes beyond its memory, as a card does', async () => {
    const device = await openDevice();
    const kernel = device.kernel(device.load(KERNELS_PTX), 'mms_finish');
    const [host, description, data, stream] = [
      device.allocHost(256),
      device.alloc(256),
      device.alloc(256),
      device.stream(),
    ];
    // Of 64 x 64 pixels each pointer has a few bytes, all 0.
    const words = new BigUint64Array(host.memory).fill(0n);
    device.upload(host, data, 256, stream);
    device.wait(stream);
    words.fill(data.address, 2).fill(64n, 0, 2);
    device.upload(host, description, 256, stream);
    device.launch(kernel, [16, 1], 256, description, stream);
    expect(() => device.wait(stream)).toThrow('CUDA_ERROR_ILLEGAL_ADDRESS');
    expect(mistakes()).toEqual(['mms_finish: illegal address']);
  });

  it.each([
    [[0, 1], 256, 'grid 0 1 1'],
    [[1, 70000], 256, 'grid 1 70000 1'],
    [[1, 1], 128, 'block 128 1 1'],
  ] as const)('refuses a launch of %j blocks of %j threads', async (grid, threads, words) => {
    const device = await openDevice();
    const kernel = device.kernel(device.load(KERNELS_PTX), 'pms_curve');
    const [buffer, stream] = [device.alloc(256), device.stream()];
    expect(() => device.launch(kernel, grid, threads, buffer, stream)).toThrow('CUDA_ERROR_INVALID_VALUE');
    expect(mistakes()[0]).toMatch(new RegExp(`^pms_curve: .*${words}`));
  });

  it('has memory for as much as it says, and a batch that does not fit leaves nothing behind', async () => {
    const bytes = 3 * PmsBatch.bytesPerParticle(SHAPE);
    const device = await openDevice({ FAKE_CUDA_MEMORY: String(bytes) });
    const { freeBytes } = device.memory();
    expect(freeBytes).toBe(bytes);
    expect(() => new PmsBatch(device, { ...SHAPE, capacity: 4 })).toThrow('CUDA_ERROR_OUT_OF_MEMORY');
    expect(device.memory().freeBytes).toBe(freeBytes);
    const batch = new PmsBatch(device, SHAPE);
    expect(device.memory().freeBytes).toBeLessThan(bytes / 2);
    batch.images.fill(1);
    batch.start([CURVE, null]);
    batch.wait();
    expect([batch.result(0).status, batch.result(1).status]).toEqual(['done', 'left-out']);
    batch.close();
    expect(device.memory().freeBytes).toBe(freeBytes);
    closeAll();
    expect(mistakes()).toEqual([]);
  });

  const places = [{ name: '1@stack.mrc', box: 8, xPx: 10, yPx: 10 }];
  const makers = {
    PmsBatch: (device: CudaDevice) => new PmsBatch(device, SHAPE).close(),
    MosaicBatch: (device: CudaDevice) => {
      const holdings = new Holdings(device);
      try {
        new MosaicBatch(device, holdings, { columns: 30, rows: 20, places, chunkPatches: 2 });
      } finally {
        holdings.close();
      }
    },
  };
  const functions = ['cuStreamCreate', 'cuMemAlloc_v2', 'cuMemHostAlloc', 'cuModuleLoadDataEx', 'cuMemcpyHtoDAsync_v2'];
  it.each(Object.keys(makers).flatMap((maker) => functions.map((name) => ({ maker, name }))))(
    'a $maker that fails at any $name leaves nothing behind',
    async ({ maker, name }) => {
      const make = makers[maker as keyof typeof makers];
      let failures = 0;
      for (let isMade = false; !isMade;) {
        const device = await openDevice({ FAKE_CUDA_FAIL: `${name}:${failures + 1}=2` });
        try {
          make(device);
          isMade = true;
        } catch (error) {
          expect(error).toMatchObject({ type: 'CudaOutOfMemory' });
          failures++;
        }
        closeAll();
        expect(mistakes()).toEqual([]);
      }
      expect(failures).toBeGreaterThan(0);
    },
  );

  it('reports at the end of a process what it left behind', () => {
    const program = join(temporaryFolder(), 'program.mjs');
    const koffi = resolve(import.meta.dirname, '../../node_modules/koffi/index.js');
    writeFileSync(
      program,
      `import koffi from ${JSON.stringify(koffi)};
const library = koffi.load(${JSON.stringify(fakeCudaLibrary())});
const call = (name, types, ...args) => library.func(name, 'int', types)(...args);
call('cuInit', ['uint32_t'], 0);
const out = new BigUint64Array(1);
call('cuDevicePrimaryCtxRetain', ['void *', 'int'], out, 0);
call('cuCtxSetCurrent', ['uint64_t'], out[0]);
call('cuMemAlloc_v2', ['void *', 'size_t'], out, 1000);
`,
    );
    const env = { ...process.env, FAKE_CUDA_REPORT: report, FAKE_CUDA_FAIL: '' };
    expect(spawnSync(process.execPath, [program], { env, encoding: 'utf8' }).stderr).toBe('');
    expect(mistakes()).toEqual([
      'the context of device 0 is not given back',
      '1000 bytes of device memory are not freed',
    ]);
  });
});
