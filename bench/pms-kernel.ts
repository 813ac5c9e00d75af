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
const ROUNDS = 40;
const WARM_UP_ROUNDS = 10;

interface Case {
  title: string;
  run: () => void;
  timesMs: number[];
}

function makeCase(box: number, halfWidthPx: number, curve: string, boxes: readonly number[]): Case {
  const random = new Random(box);
  const image = Float32Array.from({ length: box * box }, () => random.normal());
  const out = new Float32Array(image.length);
  const points = Float64Array.from(boxes, (value) => value * box);
  const subtractor = new ParticleSubtractor({ box, halfWidthPx, pointsStep: 0.001 });
  const item = { name: curve, noiseSeed: 0 };
  const { sampleCount } = subtractor.subtract(image, points, out, item);
  const title = `box ${box}  D ${halfWidthPx}  ${curve.padEnd(12)} ${String(sampleCount).padStart(5)} samples`;
  return { title, run: () => void subtractor.subtract(image, points, out, item), timesMs: [] };
}

/** Milliseconds a particle on one core at `points_step` 0.001; the cases take turns, so that a busy machine hits all. */
export async function run(): Promise<void> {
  const cases = SIZES.flatMap(([box, halfWidthPx]) =>
    Object.entries(CURVES).map(([curve, boxes]) => makeCase(box, halfWidthPx, curve, boxes)),
  );
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    for (const one of cases) {
      const start = performance.now();
      one.run();
      if (round >= 0) one.timesMs.push(performance.now() - start);
    }
  }
  for (const { title, timesMs } of cases) {
    const sorted = timesMs.toSorted((a, b) => a - b);
    const [least, median] = [sorted[0], sorted[sorted.length >> 1]];
    console.log(`${title}  median ${median.toFixed(2)} ms  least ${least.toFixed(2)} ms`);
  }
}
