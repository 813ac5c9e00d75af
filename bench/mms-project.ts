import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../src/base/random.ts';
import { float32, tableOf, text, unsigned32 } from '../src/demo/columns.ts';
import { writeCs } from '../src/formats/cs/write.ts';
import { MrcWriter } from '../src/formats/mrc/write.ts';

export interface MmsProjectSize {
  /** Of the square micrograph. */
  sidePx: number;
  particles: number;
  box: number;
}

const PIXEL_SIZE_A = 1.08;
const MICROGRAPH = 'J218/micrograph.mrc';
const STACK = 'J220/extract/particles.mrc';
const TEMPLATE = 'J220/templates.mrc';

/** Inputs of PMS and MMS: a micrograph of noise, windows of it as particles, and one curve through all of them. */
export function writeMmsProject(folder: string, { sidePx, particles, box }: MmsProjectSize): void {
  const inProject = (path: string) => join(folder, 'project', path);
  for (const path of ['J218', 'J220/extract']) mkdirSync(inProject(path), { recursive: true });
  const random = new Random(11);
  const micrograph = Float32Array.from({ length: sidePx * sidePx }, () => random.uniform() - 0.5);
  const half = box >> 1;
  const places = Array.from({ length: particles }, (_, section) => ({
    section,
    xPx: half + random.below(sidePx - box),
    yPx: half + random.below(sidePx - box),
  }));
  const windowOf = ({ xPx, yPx }: (typeof places)[number]) => {
    const pixels = new Float32Array(box * box);
    for (let y = 0; y < box; y++) {
      const start = (yPx - half + y) * sidePx + xPx - half;
      pixels.set(micrograph.subarray(start, start + box), y * box);
    }
    return pixels;
  };
  writeMrc(inProject(MICROGRAPH), sidePx, [micrograph], false);
  writeMrc(inProject(STACK), box, places.map(windowOf), true);
  writeMrc(inProject(TEMPLATE), box, [windowOf(places[0])], true);
  const blob = (path: string) => ({
    'blob/path': text(() => path),
    'blob/idx': unsigned32(({ section }: { section: number }) => section),
    'blob/shape': unsigned32(() => [box, box]),
    'blob/psize_A': float32(() => PIXEL_SIZE_A),
  });
  const poses = {
    'alignments2D/class': unsigned32(() => 0),
    'alignments2D/pose': float32(() => 6 * random.uniform()),
    'alignments2D/shift': float32(() => [random.uniform(), random.uniform()]),
  };
  const npy = { variant: 'npy' } as const;
  writeCs(inProject('J220/particles_selected.cs'), tableOf(places, { ...blob(STACK), ...poses }), npy);
  writeCs(inProject('J220/templates_selected.cs'), tableOf([{ section: 0 }], blob(TEMPLATE)), npy);
  const curve = [0.1, 0.4, 0.6, 0.9].map((part, i) => [part * box, (0.5 + 0.02 * (i % 3)) * box]);
  writeFileSync(join(folder, 'control_points.json'), JSON.stringify({ 0: curve }));
  const labels = ['rlnImageName', 'rlnMicrographName', 'rlnCoordinateX', 'rlnCoordinateY'];
  const rows = places.map(({ section, xPx, yPx }) =>
    [`${String(section + 1).padStart(6, '0')}@${STACK}`, MICROGRAPH, xPx, yPx].join(' '),
  );
  const head = ['data_particles', '', 'loop_', ...labels.map((label, i) => `_${label} #${i + 1}`)];
  writeFileSync(inProject('J220/particles_selected.star'), `${[...head, ...rows].join('\n')}\n\n`);
}

function writeMrc(path: string, sidePx: number, sections: readonly Float32Array[], stack: boolean): void {
  const shape = { columns: sidePx, rows: sidePx, sections: sections.length, pixelSizeA: PIXEL_SIZE_A };
  const writer = MrcWriter.create(path, { ...shape, originA: [0, 0, 0], labels: [], stack });
  writer.commit(sections.map((pixels, i) => writer.writeSection(i, pixels)));
}
