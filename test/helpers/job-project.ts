import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../src/base/random.ts';
import { float32, tableOf, text, unsigned32 } from '../../src/demo/columns.ts';
import { writeCs } from '../../src/formats/cs/write.ts';
import { openMrc } from '../../src/formats/mrc/read.ts';
import { MrcWriter } from '../../src/formats/mrc/write.ts';
import { GOLDEN } from './golden.ts';
import { temporaryFolder } from './temp-folder.ts';

/** A cryoSPARC-like project in a temporary folder, and where its jobs write. */
export interface JobProject {
  folder: string;
  /** `project/J220/...` of the golden sets. */
  particles: string;
  templates: string;
  star: string;
  controlPoints: string;
  stacks: string[];
  pmsRoot: string;
  mmsRoot: string;
}

function projectIn(folder: string): JobProject {
  const job = join(folder, 'project/J220');
  return {
    folder,
    particles: join(job, 'particles_selected.cs'),
    templates: join(job, 'templates_selected.cs'),
    star: join(job, 'particles_selected.star'),
    controlPoints: join(folder, 'control_points.json'),
    stacks: readdirSync(join(job, 'extract')).map((name) => join(job, 'extract', name)),
    pmsRoot: join(folder, 'runs/pms'),
    mmsRoot: join(folder, 'runs/mms'),
  };
}

/** A copy of a golden project (`tiny`, `edge/odd_box65`, ...) that a test may change. */
export function goldenProject(set: string): JobProject {
  const folder = temporaryFolder();
  for (const name of ['project', 'control_points.json']) {
    cpSync(join(GOLDEN, set, name), join(folder, name), { recursive: true });
  }
  return projectIn(folder);
}

interface Image {
  path: string;
  section: number;
}

/** Noise images with curves through their middle: as much work as a test needs. */
export function noiseProject({ stacks, images, box }: { stacks: number; images: number; box: number }): JobProject {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'project/J220/extract'), { recursive: true });
  const random = new Random(7);
  const pixelSizeA = (2.67 * 128) / box;
  const shape = { columns: box, rows: box, pixelSizeA, originA: [0, 0, 0], labels: [], stack: true };
  const write = (path: string, sections: number) => {
    const writer = MrcWriter.create(join(folder, 'project', path), { ...shape, sections });
    const image = () => Float32Array.from({ length: box * box }, () => random.uniform() - 0.5);
    writer.commit(Array.from({ length: sections }, (_, i) => writer.writeSection(i, image())));
  };
  const rows = Array.from({ length: stacks }, (_, stack) => `J220/extract/stack_${String(stack).padStart(4, '0')}.mrc`);
  for (const path of rows) write(path, images);
  write('J220/templates.mrc', 1);
  const blob = {
    'blob/path': text(({ path }: Image) => path),
    'blob/idx': unsigned32(({ section }: Image) => section),
    'blob/shape': unsigned32(() => [box, box]),
    'blob/psize_A': float32(() => pixelSizeA),
  };
  const particles = rows.flatMap((path) => Array.from({ length: images }, (_, section) => ({ path, section })));
  const poses = {
    'alignments2D/class': unsigned32(() => 0),
    'alignments2D/pose': float32(() => 6 * random.uniform()),
    'alignments2D/shift': float32(() => [random.uniform(), random.uniform()]),
  };
  const project = projectIn(folder);
  writeCs(project.particles, tableOf(particles, { ...blob, ...poses }), { variant: 'npy' });
  const template = [{ path: 'J220/templates.mrc', section: 0 }];
  writeCs(project.templates, tableOf(template, blob), { variant: 'npy' });
  const curve = [[0.1, 0.5], [0.4, 0.52], [0.6, 0.5], [0.9, 0.45]].map((point) => point.map((part) => part * box)); // prettier-ignore
  writeFileSync(project.controlPoints, JSON.stringify({ 0: curve }));
  return project;
}

/** Arguments of `pms` for a project; `extra` comes last. */
export function pmsArgv(project: JobProject, ...extra: string[]): string[] {
  const { particles, templates, controlPoints, pmsRoot } = project;
  const inputs = ['--particle', particles, '--template', templates, '--control_points', controlPoints];
  const settings = ['--points_step', '0.005', '--physical_membrane_dist', '35', '--procs', '2'];
  return ['pms', ...inputs, ...settings, '--output_root', pmsRoot, ...extra];
}

/** Arguments of `mms` for a project whose PMS ran. */
export function mmsArgv({ star, pmsRoot, mmsRoot }: JobProject, ...extra: string[]): string[] {
  const roots = ['--output_root', mmsRoot, '--particle_output_root', pmsRoot];
  return ['mms', '--particle', star, ...roots, '--procs', '2', ...extra];
}

/** Files below a job's output folder, without folders. */
export function outputsOf(root: string, dirname = 'subtracted'): string[] {
  return readdirSync(join(root, dirname), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
}

/** All pixels of a file. */
export function readPixels(path: string): Float32Array {
  const reader = openMrc(path);
  try {
    return reader.readSections(0, reader.header.sections);
  } finally {
    reader.close();
  }
}

/** Checksum of every image file of a job, to compare runs byte for byte. */
export function imageHashes(root: string): Map<string, string> {
  const images = outputsOf(root).filter((name) => /\.mrcs?$/.test(name));
  const hash = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(root, 'subtracted', name)))
      .digest('hex');
  return new Map(images.map((name) => [name, hash(name)]));
}
