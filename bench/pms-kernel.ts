import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../src/base/random.ts';
import { ParticleSubtractor } from '../src/membrane/subtract.ts';
import { choreInProcess, type Chores } from './chores.ts';
import { interleave } from './interleave.ts';
import { median, withFolder, type BenchGroup, type BenchRow, type BenchScale } from './table.ts';

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
const PROCESSES: Record<BenchScale, number> = { full: 5, quick: 2, smallest: 1 };
const ROUNDS = 8;
const WARM_UP_ROUNDS = 8;
/** Particles of one curve in a row: a job's next particle finds the caches warm, too. */
const BURST = 8;
const KERNELS = Object.keys(PROMISED_MS) as Kernel[];
const CURVE_NAMES = Object.keys(CURVES) as Curve[];

/** Milliseconds of processor a particle. */
type CurveTimes = Record<Curve, number>;
const choreName = (kernel: Kernel, box: number) => `${kernel}-${box}`;

/** Each for one kernel and box, as a job has them: writes its CurveTimes into the folder. */
export const KERNEL_CHORES: Chores = Object.fromEntries(
  SIZES.flatMap(([box, halfWidthPx]) =>
    KERNELS.map((kernel) => {
      const name = choreName(kernel, box);
      const measure = (folder: string) => {
        const times = measureCurves(new ParticleSubtractor({ box, halfWidthPx, pointsStep: 0.001, kernel }), box);
        writeFileSync(join(folder, name), JSON.stringify(times));
      };
      return [name, measure];
    }),
  ),
);

/** The curves take turns, so that a busy machine hits all. */
function measureCurves(subtractor: ParticleSubtractor, box: number): CurveTimes {
  const random = new Random(box);
  const image = Float32Array.from({ length: box * box }, () => random.normal());
  const out = new Float32Array(image.length);
  const times = CURVE_NAMES.map((): number[] => []);
  const placed = CURVE_NAMES.map((curve) => Float64Array.from(CURVES[curve], (value) => value * box));
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    placed.forEach((points, i) => {
      const before = process.cpuUsage();
      for (let n = 0; n < BURST; n++) subtractor.subtract(image, points, out, { name: 'particle', noiseSeed: 0 });
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) times[i]?.push((user + system) / 1000 / BURST);
    });
  }
  return Object.fromEntries(CURVE_NAMES.map((curve, i) => [curve, median(times[i] ?? [])])) as CurveTimes;
}

/** Milliseconds of processor a particle at `points_step` 0.001: of several processes the one that was disturbed least. */
export const pmsKernel: BenchGroup = {
  name: 'pms-kernel',
  run: (scale) => {
    const sizes = scale === 'smallest' ? SIZES.slice(0, 1) : SIZES;
    const names = sizes.flatMap(([box]) => KERNELS.map((kernel) => choreName(kernel, box)));
    return withFolder(async (folder) => {
      const measure = (name: string) => () => {
        choreInProcess('pms-kernel', name, folder);
        return JSON.parse(readFileSync(join(folder, name), 'utf8')) as CurveTimes;
      };
      const times = await interleave(PROCESSES[scale], Object.fromEntries(names.map((name) => [name, measure(name)])));
      return sizes.flatMap(([box]) =>
        rowsOf(box, (kernel, curve) =>
          Math.min(...(times[choreName(kernel, box)] ?? []).map((ofProcess) => ofProcess[curve])),
        ),
      );
    });
  },
};

function rowsOf(box: number, timeMs: (kernel: Kernel, curve: Curve) => number): BenchRow[] {
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
