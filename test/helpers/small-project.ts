import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { float32, tableOf, text, unsigned32, unsigned64 } from '../../src/demo/columns.ts';
import { writeCs } from '../../src/formats/cs/write.ts';
import { writeMrc } from '../../src/formats/mrc/write.ts';
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

type Row = SmallParticle & { uid: bigint; idx: number; psizeA: number };

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
  const rows = particles.map((particle, i) => ({ idx: i, psizeA: 4, ...particle, uid: BigInt(i + 1) }));
  const columns = {
    uid: unsigned64<Row>(({ uid }) => uid),
    'blob/path': text<Row>(({ path: stack = STACK }) => stack),
    'blob/idx': unsigned32<Row>(({ idx }) => idx),
    'blob/shape': unsigned32<Row>(({ box = [BOX_PX, BOX_PX] }) => box),
    'blob/psize_A': float32<Row>(({ psizeA }) => psizeA),
    'alignments2D/class': unsigned32<Row>(({ classId = 0 }) => classId),
    'alignments2D/pose': float32<Row>(({ pose = 0 }) => pose),
    'alignments2D/shift': float32<Row>(({ shift = [0, 0] }) => shift),
    'alignments2D/psize_A': float32<Row>(({ psizeA, alignedPsizeA = psizeA }) => alignedPsizeA),
  };
  const kept = Object.entries(columns).filter(([name]) => !without.includes(name));
  writeCs(path, tableOf(rows, Object.fromEntries(kept)), { variant: 'npy' });
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
