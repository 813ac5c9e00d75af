import { Random } from '../src/base/random.ts';
import { ParticleSubtractor } from '../src/membrane/subtract.ts';
import { median, type BenchGroup, type BenchRow, type BenchScale } from './table.ts';

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
  'wild S': [0.04, 0.12, 1.17, 0.23, -0.17, 0.78, 0.94, 0.9],
  'wild loop': [0.08, 0.5, 1.56, 1.17, -0.56, 1.17, 0.92, 0.39],
};
type Curve = keyof typeof CURVES;
/** Promised at box 256, milliseconds; other boxes in proportion to what the prototypes took (at 512: twice 256). */
const PROMISED_MS = { wasm: 1.1, typescript: 2.2 } as const;
type Kernel = keyof typeof PROMISED_MS;
const PROPORTIONS: Record<number, number> = { 128: 0.41, 200: 0.63, 256: 1, 384: 1.38, 512: 2 };
const WILD_AT_MOST = 3;
const ROUNDS: Record<BenchScale, number> = { full: 20, quick: 8, smallest: 1 };
const WARM_UP_ROUNDS = 5;
/** Particles of one case in a row: a job's next particle finds the caches warm, too. */
const BURST = 5;

interface Case {
  kernel: Kernel;
  box: number;
  curve: Curve;
  run: () => void;
  timesMs: number[];
}

function makeCase(kernel: Kernel, box: number, halfWidthPx: number, curve: Curve): Case {
  const random = new Random(box);
  const image = Float32Array.from({ length: box * box }, () => random.normal());
  const out = new Float32Array(image.length);
  const points = Float64Array.from(CURVES[curve], (value) => value * box);
  const subtractor = new ParticleSubtractor({ box, halfWidthPx, pointsStep: 0.001, kernel });
  const item = { name: curve, noiseSeed: 0 };
  return { kernel, box, curve, run: () => void subtractor.subtract(image, points, out, item), timesMs: [] };
}

/** Milliseconds a particle on one core at `points_step` 0.001; the cases take turns, so that a busy machine hits all. */
export const pmsKernel: BenchGroup = {
  name: 'pms-kernel',
  run: (scale) => {
    const sizes = scale === 'smallest' ? SIZES.slice(0, 1) : SIZES;
    const cases = sizes.flatMap(([box, halfWidthPx]) =>
      (Object.keys(CURVES) as Curve[]).flatMap((curve) =>
        (Object.keys(PROMISED_MS) as Kernel[]).map((kernel) => makeCase(kernel, box, halfWidthPx, curve)),
      ),
    );
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS[scale]; round++)
      for (const one of cases) runBurst(one, round >= 0);
    return sizes.flatMap(([box]) => rowsOf(box, cases));
  },
};

function runBurst({ run, timesMs }: Case, isCounted: boolean): void {
  run();
  for (let particle = 1; particle < BURST; particle++) {
    const start = performance.now();
    run();
    if (isCounted) timesMs.push(performance.now() - start);
  }
}

function rowsOf(box: number, cases: readonly Case[]): BenchRow[] {
  const timeMs = (kernel: Kernel, curve: Curve) =>
    median(cases.find((one) => one.box === box && one.kernel === kernel && one.curve === curve)?.timesMs ?? []);
  const figure = (kernel: Kernel, curve: Curve) => ({
    name: `${kernel}, ${curve}`,
    value: timeMs(kernel, curve),
    unit: 'ms',
  });
  const usual = (['gentle', 'oblique'] as const).flatMap((curve) =>
    (['wasm', 'typescript'] as const).map((kernel): BenchRow => {
      const atMost = Number((PROMISED_MS[kernel] * (PROPORTIONS[box] ?? 1)).toPrecision(2));
      return {
        name: `PMS kernel, box ${box}, ${curve} curve, ${kernel}`,
        value: timeMs(kernel, curve),
        unit: 'ms',
        target: { atMost },
        parts: [figure('typescript', curve), figure('wasm', curve)],
      };
    }),
  );
  const wild = (['wild S', 'wild loop'] as const).map((curve): BenchRow => {
    return {
      name: `PMS kernel, box ${box}, ${curve} against gentle, wasm`,
      value: timeMs('wasm', curve) / timeMs('wasm', 'gentle'),
      unit: 'x',
      target: { atMost: WILD_AT_MOST },
      parts: [figure('wasm', curve), figure('wasm', 'gentle')],
    };
  });
  return [...usual, ...wild];
}
