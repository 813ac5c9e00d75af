import { Random } from '../src/base/random.ts';
import { ParticleSubtractor } from '../src/membrane/subtract.ts';

/** Box and half-width of the membrane, pixels. */
const SIZES = [
  [128, 13],
  [200, 20],
  [256, 32],
  [384, 32],
  [512, 32],
] as const;
/** Control points in boxes, [x0, y0, x1, y1, ...]. */
const CURVES = {
  gentle: [0.4, 0.01, 0.45, 0.52, 0.44, 0.42, 0.48, 0.93],
  oblique: [0.08, 0.12, 0.35, 0.31, 0.59, 0.74, 0.9, 0.86],
  'S (wild)': [0.04, 0.12, 1.17, 0.23, -0.17, 0.78, 0.94, 0.9],
  'loop (wild)': [0.08, 0.5, 1.56, 1.17, -0.56, 1.17, 0.92, 0.39],
};
const KERNELS = ['wasm', 'typescript'] as const;
const ROUNDS = 20;
const WARM_UP_ROUNDS = 5;
/** Particles of one case in a row: a job's next particle finds the caches warm, too. */
const BURST = 5;

interface Case {
  title: string;
  run: () => void;
  timesMs: number[];
}

function makeCase(
  kernel: (typeof KERNELS)[number],
  box: number,
  halfWidthPx: number,
  curve: string,
  boxes: readonly number[],
): Case {
  const random = new Random(box);
  const image = Float32Array.from({ length: box * box }, () => random.normal());
  const out = new Float32Array(image.length);
  const points = Float64Array.from(boxes, (value) => value * box);
  const subtractor = new ParticleSubtractor({ box, halfWidthPx, pointsStep: 0.001, kernel });
  const item = { name: curve, noiseSeed: 0 };
  const { sampleCount } = subtractor.subtract(image, points, out, item);
  const title = `box ${box}  D ${halfWidthPx}  ${curve.padEnd(11)} ${sampleCount} samples  ${kernel.padEnd(10)}`;
  return { title, run: () => void subtractor.subtract(image, points, out, item), timesMs: [] };
}

/** Milliseconds a particle on one core at `points_step` 0.001; the cases take turns, so that a busy machine hits all. */
export async function run(): Promise<void> {
  const cases = SIZES.flatMap(([box, halfWidthPx]) =>
    Object.entries(CURVES).flatMap(([curve, boxes]) =>
      KERNELS.map((kernel) => makeCase(kernel, box, halfWidthPx, curve, boxes)),
    ),
  );
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    for (const one of cases) {
      one.run();
      for (let particle = 1; particle < BURST; particle++) {
        const start = performance.now();
        one.run();
        if (round >= 0) one.timesMs.push(performance.now() - start);
      }
    }
  }
  for (const { title, timesMs } of cases) {
    const sorted = timesMs.toSorted((a, b) => a - b);
    console.log(`${title} median ${sorted[sorted.length >> 1].toFixed(2)} ms  least ${sorted[0].toFixed(2)} ms`);
  }
}
