import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeCs } from '../../src/formats/cs/write.ts';
import type { CsColumn } from '../../src/formats/cs/table.ts';
import { writeMrc } from '../../src/formats/mrc/write.ts';
import { StringColumn } from '../../src/formats/strings.ts';
import { temporaryFolder } from './temp-folder.ts';

/** A particle of the small project; what is not given is fine. */
export interface SmallParticle {
  path?: string;
  idx?: number;
  box?: [number, number];
  psizeA?: number;
  alignedPsizeA?: number;
  classId?: number;
  pose?: number;
  shift?: [number, number];
}

const STACK = 'J220/extract/a_particles.mrcs';
export const BOX_PX = 8;

/** Writes an empty MRC file. */
export function writeBlankMrc(
  path: string,
  { columns, rows, sections, pixelSizeA = 4 }: { columns: number; rows: number; sections: number; pixelSizeA?: number },
): void {
  mkdirSync(dirname(path), { recursive: true });
  const image = new Float32Array(columns * rows);
  writeMrc(path, { columns, rows, sections, pixelSizeA, stack: true }, () => image);
}

/** Writes a particles .cs file; `without` leaves columns out. */
export function writeParticles(
  path: string,
  particles: readonly SmallParticle[],
  without: readonly string[] = [],
): void {
  const f4 = (name: string, values: number[], shape: number[] = []): CsColumn => ({
    name,
    type: 'float32',
    shape,
    values: Float32Array.from(values),
  });
  const u4 = (name: string, values: number[], shape: number[] = []): CsColumn => ({
    name,
    type: 'uint32',
    shape,
    values: Uint32Array.from(values),
  });
  const psizes = particles.map(({ psizeA = 4 }) => psizeA);
  const paths = StringColumn.from(particles.map(({ path: stack = STACK }) => stack));
  const columns: CsColumn[] = [
    { name: 'uid', type: 'uint64', shape: [], values: BigUint64Array.from(particles, (_, i) => BigInt(i + 1)) },
    { name: 'blob/path', type: 'string', shape: [], values: paths },
    u4(
      'blob/idx',
      particles.map(({ idx }, i) => idx ?? i),
    ),
    u4(
      'blob/shape',
      particles.flatMap(({ box = [BOX_PX, BOX_PX] }) => box),
      [2],
    ),
    f4('blob/psize_A', psizes),
    u4(
      'alignments2D/class',
      particles.map(({ classId = 0 }) => classId),
    ),
    f4(
      'alignments2D/pose',
      particles.map(({ pose = 0 }) => pose),
    ),
    f4(
      'alignments2D/shift',
      particles.flatMap(({ shift = [0, 0] }) => shift),
      [2],
    ),
    f4(
      'alignments2D/psize_A',
      particles.map(({ alignedPsizeA }, i) => alignedPsizeA ?? psizes[i] ?? 4),
    ),
  ];
  const kept = columns.filter(({ name }) => !without.includes(name));
  writeCs(
    path,
    { rows: particles.length, columns: new Map(kept.map((column) => [column.name, column])) },
    { variant: 'npy' },
  );
}

/**
 * A cryoSPARC-like project whose pixels are all zero: `J220` with particles .cs and .star (two rows of one stack),
 * templates (classes 0 and 1), a micrograph in `J2`, `control_points.json` in its root. Returns the root.
 */
export function makeSmallProject(): string {
  const root = temporaryFolder();
  writeBlankMrc(join(root, STACK), { columns: BOX_PX, rows: BOX_PX, sections: 3 });
  writeBlankMrc(join(root, 'J220/templates.mrc'), { columns: 16, rows: 16, sections: 2, pixelSizeA: 2 });
  writeBlankMrc(join(root, 'J2/mic.mrc'), { columns: 40, rows: 30, sections: 1 });
  writeParticles(join(root, 'J220/particles.cs'), [{}, {}]);
  const templates = [0, 1].map((idx): SmallParticle => ({ path: 'J220/templates.mrc', idx, box: [16, 16], psizeA: 2 }));
  writeParticles(join(root, 'J220/templates.cs'), templates);
  const curve = [
    [1, 4],
    [3, 4],
    [5, 4],
    [7, 4],
  ];
  writeFileSync(join(root, 'control_points.json'), JSON.stringify({ 0: curve, 1: curve }));
  const labels = ['_rlnImageName #1', '_rlnMicrographName #2', '_rlnCoordinateX #3', '_rlnCoordinateY #4'];
  const rows = [1, 2].map((n) => `00000${n}@${STACK} J2/mic.mrc ${10 * n} 10`);
  writeFileSync(join(root, 'J220/particles.star'), ['data_particles', '', 'loop_', ...labels, ...rows, ''].join('\n'));
  return root;
}
