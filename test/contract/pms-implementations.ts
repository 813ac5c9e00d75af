import { JobError } from '../../src/base/errors.ts';
import { PmsBatch, type PmsResult, type PmsStatus } from '../../src/cuda/pms-batch.ts';
import { fillWithNoise } from '../../src/membrane/noise-fill.ts';
import { ParticleSubtractor } from '../../src/membrane/subtract.ts';
import { deviceName, testDevice, whyNoTestDevice } from './test-device.ts';

export interface Shape {
  box: number;
  halfWidthPx: number;
  pointsStep: number;
  bias?: number;
}

export interface Particle {
  image: Float32Array;
  /** Control points in the particle, [x0, y0, x1, y1, ...]. */
  points: Float64Array;
  noiseSeed: number;
}

/** `error`: the type of the JobError; the rest is then absent. */
export interface Outcome {
  out: Float32Array;
  error?: string;
  lambdaIndex?: number;
  cost?: number;
  sampleCount?: number;
  nanPixels?: number;
}

/** One way to subtract membranes, and how near it comes to the plain arithmetic: relative cost, pixels. */
export interface PmsImplementation {
  name: string;
  /** Why it cannot run here; null when it can. */
  whyNot: string | null;
  costTolerance: number;
  pixelTolerance: number;
  /** Particles in batches of at most `batchSize`, where there are batches. */
  subtract(shape: Shape, particles: readonly Particle[], batchSize?: number): Promise<Outcome[]>;
}

export const pmsImplementations: PmsImplementation[] = [
  onProcessor('typescript', 1e-8, 2e-6),
  onProcessor('wasm', 1e-6, 2e-5),
  {
    name: deviceName,
    whyNot: whyNoTestDevice(),
    costTolerance: 1e-6,
    pixelTolerance: 2e-6,
    subtract: subtractOnDevice,
  },
];

function onProcessor(kernel: 'typescript' | 'wasm', costTolerance: number, pixelTolerance: number): PmsImplementation {
  const subtract = async (shape: Shape, particles: readonly Particle[]) => {
    const subtractor = new ParticleSubtractor({ ...shape, kernel });
    return particles.map(({ image, points, noiseSeed }): Outcome => {
      const out = new Float32Array(image.length);
      try {
        return { ...subtractor.subtract(image, points, out, { name: 'particle', noiseSeed }), out };
      } catch (error) {
        if (!(error instanceof JobError)) throw error;
        return { error: error.type, out: image };
      }
    });
  };
  return { name: kernel, whyNot: null, costTolerance, pixelTolerance, subtract };
}

async function subtractOnDevice(shape: Shape, particles: readonly Particle[], batchSize = 16): Promise<Outcome[]> {
  const batch = new PmsBatch(await testDevice(), { ...shape, capacity: Math.min(batchSize, particles.length) });
  const area = shape.box ** 2;
  const outcomes: Outcome[] = [];
  try {
    for (let first = 0; first < particles.length; first += batchSize) {
      const some = particles.slice(first, first + batchSize);
      some.forEach(({ image }, i) => batch.images.set(image, i * area));
      batch.start(some.map(({ points }) => points));
      while (!batch.isDone());
      some.forEach(({ noiseSeed }, i) => {
        const out = batch.outputs.slice(i * area, (i + 1) * area);
        outcomes.push(outcomeOf(batch.result(i), out, noiseSeed));
      });
    }
  } finally {
    batch.close();
  }
  return outcomes;
}

const ERRORS: Partial<Record<PmsStatus, string>> = {
  'curve-outside': 'CurveOutsideBox',
  'no-tangent': 'NoTangent',
  'too-many-samples': 'TooManySamples',
};

function outcomeOf({ status, lambdaIndex, cost, sampleCount, nanPixels }: PmsResult, out: Float32Array, seed: number) {
  const error = ERRORS[status];
  if (error) return { error, out };
  if (nanPixels > 0) fillWithNoise(out, out, seed);
  return { out, lambdaIndex, cost, sampleCount, nanPixels };
}
