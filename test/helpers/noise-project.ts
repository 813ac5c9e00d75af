import { ftruncateSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { Random } from '../../src/base/random.ts';
import { blobColumns, float32, tableOf, unsigned32 } from '../../src/demo/columns.ts';
import { writeCs } from '../../src/formats/cs/write.ts';
import { pixelStats } from '../../src/formats/mrc/statistics.ts';
import { MrcWriter, type SectionStats } from '../../src/formats/mrc/write.ts';

export interface NoiseProjectSize {
  stacks: number;
  images: number;
  box: number;
  /** The first images of a stack that are noise; the others are a hole in the file, zeros that take no room. Default: all. */
  noisy?: number;
  /** Default: that of the real averages at this box, which makes D a tenth of it. */
  pixelSizeA?: number;
}

interface Image {
  path: string;
  section: number;
}

const CURVE = [
  [0.1, 0.5],
  [0.4, 0.52],
  [0.6, 0.5],
  [0.9, 0.45],
];

/** Writes `project/J220/...` and `control_points.json`: noise, and one curve through the middle of every image. */
export function writeNoiseProject(folder: string, size: NoiseProjectSize): void {
  const { stacks, images, noisy = images, box, pixelSizeA = (2.67 * 128) / box } = size;
  const inProject = (path: string) => join(folder, 'project', path);
  mkdirSync(inProject('J220/extract'), { recursive: true });
  const random = new Random(7);
  const noise = Array.from({ length: 16 }, () =>
    Float32Array.from({ length: box * box }, () => random.uniform() - 0.5),
  );
  const zeros = new Float32Array(box * box);
  const hole = { ...pixelStats(zeros), crc32: crc32(new Uint8Array(zeros.buffer)) };
  const shape = { columns: box, rows: box, pixelSizeA, stack: true };
  const write = (path: string, sections: number) => {
    const writer = new MrcWriter(inProject(path), { ...shape, sections });
    const written = Array.from({ length: Math.min(sections, noisy) }, (_, i) =>
      writer.writeSection(i, noise[random.below(16)]),
    );
    ftruncateSync(writer.fd, writer.sectionOffset(sections));
    writer.commit([...written, ...new Array<SectionStats>(sections - written.length).fill(hole)]);
  };
  const paths = Array.from(
    { length: stacks },
    (_, stack) => `J220/extract/stack_${String(stack).padStart(4, '0')}.mrc`,
  );
  for (const path of paths) write(path, images);
  write('J220/templates.mrc', 1);
  const image = { boxPx: box, pixelSizeA };
  const blob = blobColumns<Image>(({ path }) => path, ({ section }) => section, image); // prettier-ignore
  const particles = paths.flatMap((path) => Array.from({ length: images }, (_, section) => ({ path, section })));
  const withPoses = tableOf(particles, { ...blob, ...randomPoses(random) });
  writeCs(inProject('J220/particles_selected.cs'), withPoses, { variant: 'npy' });
  const template = [{ path: 'J220/templates.mrc', section: 0 }];
  writeCs(inProject('J220/templates_selected.cs'), tableOf(template, blob), { variant: 'npy' });
  const curve = CURVE.map((point) => point.map((part) => part * box));
  writeFileSync(join(folder, 'control_points.json'), JSON.stringify({ 0: curve }));
}

/** Columns of particles of class 0 that lie anywhere between 0 and 6 rad, up to 1 px off. */
export function randomPoses(random: Random) {
  return {
    'alignments2D/class': unsigned32(() => 0),
    'alignments2D/pose': float32(() => 6 * random.uniform()),
    'alignments2D/shift': float32(() => [random.uniform(), random.uniform()]),
  };
}
