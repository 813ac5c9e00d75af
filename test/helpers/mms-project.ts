import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../src/base/random.ts';
import { blobColumns, tableOf } from '../../src/demo/columns.ts';
import { writeCs } from '../../src/formats/cs/write.ts';
import { writeMrc } from '../../src/formats/mrc/write.ts';
import { randomPoses } from './noise-project.ts';

export interface MmsProjectSize {
  micrographs: number;
  columns: number;
  rows: number;
  /** In each micrograph; they lie in a stack of their own. */
  particles: number;
  box: number;
}

const PIXEL_SIZE_A = 1.08;
const TEMPLATE = 'J220/templates.mrc';
const micrographOf = (index: number) => `J218/micrograph_${index}.mrc`;
const stackOf = (index: number) => `J220/extract/particles_${index}.mrc`;

interface Place {
  micrograph: number;
  section: number;
  xPx: number;
  yPx: number;
}

/** Inputs of PMS and MMS: micrographs of the same noise, windows of it as particles, and one curve through all of them. */
export function writeMmsProject(folder: string, { micrographs, columns, rows, particles, box }: MmsProjectSize): void {
  const inProject = (path: string) => join(folder, 'project', path);
  for (const path of ['J218', 'J220/extract']) mkdirSync(inProject(path), { recursive: true });
  const random = new Random(11);
  const noise = new Float32Array(columns * rows);
  for (let i = 0; i < noise.length; i++) noise[i] = random.uniform() - 0.5;
  const half = box >> 1;
  const square = { columns: box, rows: box, pixelSizeA: PIXEL_SIZE_A, stack: true };
  const windowAt = ({ xPx, yPx }: Place) => {
    const pixels = new Float32Array(box * box);
    for (let y = 0; y < box; y++) {
      const start = (yPx - half + y) * columns + xPx - half;
      pixels.set(noise.subarray(start, start + box), y * box);
    }
    return pixels;
  };
  const places = Array.from({ length: micrographs }, (_, micrograph) =>
    Array.from({ length: particles }, (_, section): Place => {
      const [xPx, yPx] = [columns, rows].map((side) => half + random.below(side - box)) as [number, number];
      return { micrograph, section, xPx, yPx };
    }),
  );
  for (const [index, own] of places.entries()) {
    writeMrc(
      inProject(micrographOf(index)),
      { columns, rows, sections: 1, pixelSizeA: PIXEL_SIZE_A, stack: false },
      () => noise,
    );
    writeMrc(inProject(stackOf(index)), { ...square, sections: particles }, (section) => windowAt(own[section]!));
  }
  writeMrc(inProject(TEMPLATE), { ...square, sections: 1 }, () => windowAt(places[0]![0]!));
  writeTables(inProject, places.flat(), box, random);
  const curve = [0.1, 0.4, 0.6, 0.9].map((part, i) => [part * box, (0.5 + 0.02 * (i % 3)) * box]);
  writeFileSync(join(folder, 'control_points.json'), JSON.stringify({ 0: curve }));
}

function writeTables(inProject: (path: string) => string, places: readonly Place[], box: number, random: Random): void {
  const blob = (pathOf: (place: Place) => string) =>
    blobColumns(pathOf, ({ section }) => section, { boxPx: box, pixelSizeA: PIXEL_SIZE_A });
  const npy = { variant: 'npy' } as const;
  const particles = tableOf(places, { ...blob(({ micrograph }) => stackOf(micrograph)), ...randomPoses(random) });
  writeCs(inProject('J220/particles_selected.cs'), particles, npy);
  const template = tableOf(places.slice(0, 1), blob(() => TEMPLATE)); // prettier-ignore
  writeCs(inProject('J220/templates_selected.cs'), template, npy);
  const labels = ['rlnImageName', 'rlnMicrographName', 'rlnCoordinateX', 'rlnCoordinateY'];
  const lines = places.map(({ micrograph, section, xPx, yPx }) =>
    [`${String(section + 1).padStart(6, '0')}@${stackOf(micrograph)}`, micrographOf(micrograph), xPx, yPx].join(' '),
  );
  const head = ['data_particles', '', 'loop_', ...labels.map((label, i) => `_${label} #${i + 1}`)];
  writeFileSync(inProject('J220/particles_selected.star'), `${[...head, ...lines].join('\n')}\n\n`);
}
