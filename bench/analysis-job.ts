import { join } from 'node:path';
import { blobColumns, tableOf } from '../src/demo/columns.ts';
import { writeCs } from '../src/formats/cs/write.ts';
import { writeMrc } from '../src/formats/mrc/write.ts';
import { writeNoiseProject } from '../test/helpers/noise-project.ts';
import { drawAverage, shapes } from '../test/membrane/analysis/synthetic.ts';
import { interleave } from './interleave.ts';
import { runMeasured } from './measured-process.ts';
import { median, withFolder, type BenchRow, type BenchScale } from './table.ts';

const BOX = 256;
const TEMPLATE_BOX = 128;
const HALF_WIDTH_PX = 13;
const MEMBRANE_A = 35;
const PIXEL_SIZE_A = MEMBRANE_A / (2 * HALF_WIDTH_PX + 0.5);
const TEMPLATES = 'J220/templates.mrc';
const ROUNDS: Record<BenchScale, number> = { full: 5, quick: 3, smallest: 1 };
/** Averages of each shape. */
const EACH: Record<BenchScale, number> = { full: 2, quick: 2, smallest: 1 };

/** `analyze` as a person starts it, start-up included. */
export function analysisJobRows(scale: BenchScale): Promise<BenchRow[]> {
  return withFolder(async (folder) => {
    const count = writeAnalysisProject(folder, EACH[scale]);
    const { one, two } = await interleave(ROUNDS[scale], {
      one: () => runAnalysis(folder, 1),
      two: () => runAnalysis(folder, 2),
    });
    const [oneS, twoS] = [one, two].map((runs) => median(runs.map(({ seconds }) => seconds)));
    const processorS = median(two.map(({ cpuS }) => cpuS));
    const name = `analyze, ${count} class averages at box ${BOX}`;
    return [
      {
        // No promise: one worker is never alone, the engine compiles and collects garbage beside it.
        name: `${name}, 2 workers against 1`,
        value: oneS / twoS,
        unit: 'x',
        target: null,
        parts: [
          { name: '1 worker', value: oneS, unit: 's' },
          { name: '2 workers', value: twoS, unit: 's' },
        ],
      },
      { name: `${name}, processor for each`, value: processorS / count, unit: 's', target: { atMost: 0.5 }, parts: null, processorS }, // prettier-ignore
    ];
  });
}

function runAnalysis(folder: string, workers: number) {
  const inputs = ['template', 'particle'].flatMap((kind) => [
    `--${kind}`,
    join(folder, `project/J220/${kind}s_selected.cs`),
  ]);
  const threads = ['--coarsefit_cpus', '--refine_cpus'].flatMap((flag) => [flag, String(workers)]);
  return runMeasured(['analyze', ...inputs, ...threads, '--output_root', join(folder, 'out'), '--force']);
}

/** Inputs of an analysis: drawn class averages, `each` of every shape. @returns their number */
function writeAnalysisProject(folder: string, each: number): number {
  writeNoiseProject(folder, { stacks: 1, images: 1, box: BOX, pixelSizeA: PIXEL_SIZE_A });
  const scene = { box: TEMPLATE_BOX, halfWidthPx: HALF_WIDTH_PX, noise: 0.3, proteins: 8 };
  const images = Object.values(shapes(TEMPLATE_BOX)).flatMap((shape) =>
    Array.from({ length: each }, (_, seed) => drawAverage(shape, { ...scene, seed }).image),
  );
  const pixelSizeA = (PIXEL_SIZE_A * BOX) / TEMPLATE_BOX;
  const side = { columns: TEMPLATE_BOX, rows: TEMPLATE_BOX };
  const shape = { ...side, sections: images.length, pixelSizeA, stack: true };
  writeMrc(join(folder, 'project', TEMPLATES), shape, (section) => images[section]!);
  const columns = blobColumns<number>(() => TEMPLATES, (section) => section, { boxPx: TEMPLATE_BOX, pixelSizeA }); // prettier-ignore
  const table = tableOf([...images.keys()], columns);
  writeCs(join(folder, 'project/J220/templates_selected.cs'), table, { variant: 'npy' });
  return images.length;
}
