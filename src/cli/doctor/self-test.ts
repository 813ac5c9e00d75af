import type { CudaDevice } from '../../cuda/device.ts';
import { PmsBatch } from '../../cuda/pms-batch.ts';
import { Random } from '../../base/random.ts';
import { ParticleSubtractor } from '../../membrane/subtract.ts';

/** What a device made of particles whose result is known. */
export interface SelfTest {
  boxPx: number;
  /** Particles that were computed in all. */
  particles: number;
  usPerParticle: number;
  /** null: as on the CPU, every time. */
  fault: string | null;
}

const SHAPE = { box: 128, halfWidthPx: 12, pointsStep: 0.002 };
const PARTICLES = 16;
const DURATION_MS = 1000;
/** Largest difference from the CPU that float32 sums may make, for noise of deviation 1. */
const TOLERANCE = 1e-4;

/** Subtracts membranes from noise for a second (at least once) and compares with the CPU. @throws CudaError */
export function testDevice(device: CudaDevice, durationMs = DURATION_MS): SelfTest {
  const { images, curves } = testParticles();
  const expected = computeOnCpu(images, curves);
  const batch = new PmsBatch(device, { ...SHAPE, capacity: PARTICLES });
  try {
    const test: SelfTest = { boxPx: SHAPE.box, particles: 0, usPerParticle: 0, fault: null };
    let computedMs = 0;
    const endMs = performance.now() + durationMs;
    do {
      batch.images.set(images);
      const startMs = performance.now();
      batch.start(curves);
      batch.wait();
      computedMs += performance.now() - startMs;
      test.particles += PARTICLES;
      test.fault = compare(batch, expected);
    } while (test.fault === null && performance.now() < endMs);
    return { ...test, usPerParticle: (1000 * computedMs) / test.particles };
  } finally {
    batch.close();
  }
}

interface Expected {
  outputs: Float32Array;
  lambdaIndex: number[];
}

function testParticles(): { images: Float32Array; curves: Float64Array[] } {
  const random = new Random(6);
  const { box } = SHAPE;
  const images = Float32Array.from({ length: PARTICLES * box * box }, () => random.normal());
  const curves = Array.from({ length: PARTICLES }, () =>
    Float64Array.from({ length: 8 }, (_, i) => box * (i % 2 === 0 ? 0.15 + 0.1 * i : 0.3 + 0.4 * random.uniform())),
  );
  return { images, curves };
}

function computeOnCpu(images: Float32Array, curves: readonly Float64Array[]): Expected {
  const subtractor = new ParticleSubtractor(SHAPE);
  const area = SHAPE.box ** 2;
  const outputs = new Float32Array(images.length);
  const lambdaIndex = curves.map((curve, i) => {
    const range = [i * area, (i + 1) * area] as const;
    const item = { name: `test particle ${i}`, noiseSeed: i };
    return subtractor.subtract(images.subarray(...range), curve, outputs.subarray(...range), item).lambdaIndex;
  });
  return { outputs, lambdaIndex };
}

function compare(batch: PmsBatch, { outputs, lambdaIndex }: Expected): string | null {
  for (let i = 0; i < PARTICLES; i++) {
    const { status, lambdaIndex: found } = batch.result(i);
    if (status !== 'done' || found !== lambdaIndex[i]) {
      return `particle ${i} got another scaling factor than on the CPU (${status}, ${found} instead of ${lambdaIndex[i]})`;
    }
  }
  let worst = 0;
  // A NaN must count as different.
  for (let i = 0; i < outputs.length; i++) {
    const difference = Math.abs(batch.outputs[i]! - outputs[i]!);
    if (!(difference <= worst)) worst = difference;
  }
  return worst <= TOLERANCE ? null : `pixels differ from the CPU by ${worst.toPrecision(2)}`;
}
