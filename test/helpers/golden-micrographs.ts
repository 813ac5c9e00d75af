import { join } from 'node:path';
import { readStar } from '../../src/formats/star/read.ts';
import { openMrc } from '../../src/formats/mrc/read.ts';
import { Mosaic } from '../../src/membrane/mosaic.ts';
import type { MicrographSize, PatchPlace } from '../../src/membrane/mosaic-patch.ts';
import { GOLDEN, readSection, subtractedName } from './golden.ts';
import { putBack } from './put-back.ts';

export interface GoldenPatch extends PatchPlace {
  rawStack: string;
  section: number;
}

export interface GoldenMicrograph extends MicrographSize {
  path: string;
  patches: GoldenPatch[];
}

/** The micrographs that a golden set's STAR file names, with their patches in file order. */
export function goldenMicrographs(set: string): GoldenMicrograph[] {
  const project = join(GOLDEN, set, 'project');
  const file = readStar(join(project, 'J220/particles_selected.star'));
  const loop = file.blocks.flatMap((block) => block.loops).find((one) => one.labels.includes('rlnImageName'));
  if (!loop) throw new Error(`${set}: no particles`);
  const [xs, ys] = [loop.numbers('rlnCoordinateX'), loop.numbers('rlnCoordinateY')];
  const micrographs = new Map<string, GoldenMicrograph>();
  for (let row = 0; row < loop.rows; row++) {
    const path = join(project, loop.text('rlnMicrographName', row));
    const image = loop.text('rlnImageName', row);
    const [number, stack = ''] = image.split('@');
    const rawStack = join(project, stack);
    const micrograph = micrographs.get(path) ?? { path, ...sizeOf(path), patches: [] };
    micrographs.set(path, micrograph);
    const box = sizeOf(rawStack).columns;
    micrograph.patches.push({ name: image, box, xPx: xs[row], yPx: ys[row], rawStack, section: Number(number) - 1 });
  }
  return [...micrographs.values()];
}

function sizeOf(path: string): MicrographSize {
  const reader = openMrc(path);
  reader.close();
  return { columns: reader.header.columns, rows: reader.header.rows };
}

/** The micrograph with the subtracted particles of `stacksFolder` put back. */
export function mosaicOf(micrograph: GoldenMicrograph, stacksFolder: string, stripeRows?: number): Float32Array {
  const { patches } = micrograph;
  const pixels = readSection(micrograph.path, 0);
  const particles = patches.map(({ rawStack, section }) =>
    readSection(join(stacksFolder, subtractedName(rawStack)), section),
  );
  return putBack(new Mosaic(micrograph, patches, { stripeRows }), particles, pixels);
}
