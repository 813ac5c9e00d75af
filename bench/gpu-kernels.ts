/** What the first GPU does by itself: its start, each kernel, the copies, and three batches in turn. */
import { Random } from '../src/base/random.ts';
import { CudaDevice } from '../src/cuda/device.ts';
import { CudaDriver } from '../src/cuda/driver.ts';
import { Holdings } from '../src/cuda/holdings.ts';
import { loadKernels } from '../src/cuda/kernels.ts';
import { MosaicBatch } from '../src/cuda/mms.ts';
import { PmsBatch } from '../src/cuda/pms-batch.ts';
import { median, type BenchRow, type BenchScale, type Figure, type Target } from './table.ts';

export const SHAPE = { box: 256, halfWidthPx: 32, pointsStep: 0.001 };
/** A curve through the middle, in boxes. */
const CURVE = [0.4, 0.01, 0.45, 0.52, 0.44, 0.42, 0.48, 0.93];
const PARTICLES: Record<BenchScale, number> = { full: 512, quick: 512, smallest: 1 };
const ROUNDS: Record<BenchScale, number> = { full: 20, quick: 5, smallest: 1 };
const MICROGRAPH: Record<BenchScale, { sidePx: number; particles: number; box: number }> = {
  full: { sidePx: 4096, particles: 200, box: 256 },
  quick: { sidePx: 4096, particles: 200, box: 256 },
  smallest: { sidePx: 64, particles: 2, box: 32 },
};

function row(name: string, value: number, unit: string, target: Target | null = null): BenchRow {
  return { name, value, unit, target, parts: null };
}

/** Opens the first GPU and has the kernels compiled; the driver keeps what it compiled, so only the first time tells. */
export async function openFirst(): Promise<{ device: CudaDevice; rows: BenchRow[] }> {
  const startMs = performance.now();
  const device = CudaDevice.open(await CudaDriver.load(), 0);
  const openMs = performance.now() - startMs;
  loadKernels(device);
  const figure = (name: string, value: number): Figure => ({ name, value, unit: 'ms' });
  const compileMs = performance.now() - startMs - openMs;
  const parts = [figure('kernels compiled', compileMs), figure('driver and context', openMs)] as const;
  return { device, rows: [{ name: 'CUDA starts', value: openMs + compileMs, unit: 'ms', target: null, parts }] };
}

export function kernelRows(device: CudaDevice, scale: BenchScale): BenchRow[] {
  const most = PARTICLES[scale];
  const sizes = [...new Set([Math.ceil(most / 64), Math.ceil(most / 8), most])];
  return [
    ...sizes.map((count) => allKernels(device, count, scale)),
    ...eachKernel(device, most, scale),
    ...copies(device, most, scale),
    pipeline(device, most, scale),
    micrograph(device, scale),
  ];
}

function filledBatch(device: CudaDevice, capacity: number): PmsBatch {
  const batch = new PmsBatch(device, { ...SHAPE, capacity });
  const random = new Random(1);
  for (let pixel = 0; pixel < batch.images.length; pixel++) batch.images[pixel] = random.uniform() - 0.5;
  return batch;
}

const curvesFor = (count: number) =>
  Array.from({ length: count }, () => Float64Array.from(CURVE, (value) => value * SHAPE.box));

/** A batch that has been through the device once. */
function warmBatch(device: CudaDevice, count: number): PmsBatch {
  const batch = filledBatch(device, count);
  batch.start(curvesFor(count));
  batch.wait();
  return batch;
}

function allKernels(device: CudaDevice, count: number, scale: BenchScale): BenchRow {
  const batch = warmBatch(device, count);
  const times = Array.from({ length: ROUNDS[scale] }, () => {
    const startMs = performance.now();
    batch.compute(count);
    batch.wait();
    return performance.now() - startMs;
  });
  batch.close();
  const target = count === PARTICLES[scale] ? { atMost: 30 } : null;
  return row(`PMS kernels, box 256, ${count} at a time`, (1000 * median(times)) / count, 'us/particle', target);
}

/** By events of the device. */
function eachKernel(device: CudaDevice, count: number, scale: BenchScale): BenchRow[] {
  const batch = warmBatch(device, count);
  const times = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS[scale]; round++) {
    const events: { name: string; event: bigint }[] = [];
    batch.compute(count, (name, stream) => {
      const event = device.event();
      device.record(event, stream);
      events.push({ name, event });
    });
    batch.wait();
    events.slice(1).forEach(({ name, event }, i) => {
      const ms = device.elapsedMs(events[i]!.event, event);
      times.set(name, [...(times.get(name) ?? []), ms]);
    });
    for (const { event } of events) device.destroyEvent(event);
  }
  batch.close();
  return [...times].map(([name, ms]) => row(`  ${name}`, (1000 * median(ms)) / count, 'us/particle'));
}

/** Both ways between pinned memory and the device, of as much as a batch has. */
function copies(device: CudaDevice, count: number, scale: BenchScale): BenchRow[] {
  const holdings = new Holdings(device);
  const bytes = 4 * count * SHAPE.box ** 2;
  const startMs = performance.now();
  const host = holdings.allocHost('host', bytes);
  const pinMs = performance.now() - startMs;
  const buffer = holdings.alloc('buffer', bytes);
  const gbPerS = (copy: () => void) => {
    const seconds = Array.from({ length: ROUNDS[scale] }, () => {
      const beginMs = performance.now();
      copy();
      device.wait(holdings.stream);
      return (performance.now() - beginMs) / 1000;
    });
    return bytes / 1e9 / median(seconds);
  };
  const upload = gbPerS(() => device.upload(host, buffer, bytes, holdings.stream));
  const download = gbPerS(() => device.download(buffer, host, bytes, holdings.stream));
  holdings.close();
  const megabytes = Math.round(bytes / 1e6);
  return [
    row(`pinning ${megabytes} MB`, pinMs, 'ms'),
    row(`upload of ${megabytes} MB`, upload, 'GB/s'),
    row(`download of ${megabytes} MB`, download, 'GB/s'),
  ];
}

/** Three batches in turn: uploads, kernels and downloads overlap. */
function pipeline(device: CudaDevice, count: number, scale: BenchScale): BenchRow {
  const batches = [0, 1, 2].map(() => filledBatch(device, count));
  const curves = curvesFor(count);
  const runs = 3 * ROUNDS[scale];
  const startMs = performance.now();
  for (let run = 0; run < runs; run++) {
    const batch = batches[run % 3]!;
    batch.wait();
    batch.start(curves);
  }
  for (const batch of batches) batch.wait();
  const value = (1000 * (performance.now() - startMs)) / (runs * count);
  for (const batch of batches) batch.close();
  return row('PMS with copies, three batches in turn', value, 'us/particle');
}

/** One micrograph with its copies, in memory. */
function micrograph(device: CudaDevice, scale: BenchScale): BenchRow {
  const { sidePx, particles, box } = MICROGRAPH[scale];
  const random = new Random(3);
  const place = () => (box >> 1) + random.below(sidePx - box);
  const places = Array.from({ length: particles }, (_, i) => ({ name: `${i}@stack`, box, xPx: place(), yPx: place() }));
  const chunkPatches = Math.min(64, particles);
  const holdings = new Holdings(device);
  const times = Array.from({ length: ROUNDS[scale] }, () => {
    const batch = new MosaicBatch(device, holdings, { columns: sidePx, rows: sidePx, places, chunkPatches });
    for (const pixels of [batch.micrograph, ...batch.particles]) pixels.forEach((_, i) => (pixels[i] = i % 97));
    const startMs = performance.now();
    batch.begin();
    for (let first = 0; first < particles; first += chunkPatches) {
      batch.wait();
      batch.add(0, first, Math.min(chunkPatches, particles - first));
    }
    batch.wait();
    batch.finish();
    batch.wait();
    return performance.now() - startMs;
  });
  holdings.close();
  return row(`MMS with copies, ${sidePx}^2, ${particles} particles of ${box}^2`, median(times), 'ms');
}
