import { createHash } from 'node:crypto';
import { cpSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openMrc } from '../../src/formats/mrc/read.ts';
import { GOLDEN } from './golden.ts';
import { writeMmsProject, type MmsProjectSize } from './mms-project.ts';
import { writeNoiseProject, type NoiseProjectSize } from './noise-project.ts';
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

/** Noise images with curves through their middle: as much work as a test needs. */
export function noiseProject(size: NoiseProjectSize): JobProject {
  const folder = temporaryFolder();
  writeNoiseProject(folder, size);
  return projectIn(folder);
}

/** Micrographs of noise, and windows of them as particles. */
export function micrographsProject(size: MmsProjectSize): JobProject {
  const folder = temporaryFolder();
  writeMmsProject(folder, size);
  return projectIn(folder);
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
