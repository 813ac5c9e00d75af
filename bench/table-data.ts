import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../src/base/random.ts';
import { writeCs } from '../src/formats/cs/write.ts';
import type { CsColumn } from '../src/formats/cs/read.ts';
import { NUMBER_TYPES, type NumberType } from '../src/formats/numpy/dtype.ts';
import { StringColumn } from '../src/formats/strings.ts';

const PARTICLES_A_MICROGRAPH = 200;
const COLUMNS = 30;

const micrographName = (i: number) => `${String(i).padStart(21, '0')}_sq_${i}_patch_aligned_doseweighted`;

/** A particles .cs file: uid, paths, the columns of PMS, and as many others as make 30 fields of about 321 bytes. */
export function writeBigCs(path: string, rows: number): void {
  const random = new Random(1);
  const columns = new Map<string, CsColumn>();
  const addNumbers = (name: string, type: NumberType, shape: number[] = []) => {
    const words = (rows * NUMBER_TYPES[type].itemBytes * (shape[0] ?? 1)) / 4;
    const bits = Uint32Array.from({ length: words }, () => random.uint32());
    columns.set(name, { name, type, shape, values: new NUMBER_TYPES[type].array(bits.buffer) });
  };
  const addPaths = (name: string, textOf: (micrograph: number) => string) => {
    const dictionary = Array.from({ length: Math.ceil(rows / PARTICLES_A_MICROGRAPH) }, (_, i) => textOf(i));
    const ids = Uint32Array.from({ length: rows }, (_, row) => Math.floor(row / PARTICLES_A_MICROGRAPH));
    columns.set(name, { name, type: 'string', shape: [], values: new StringColumn(ids, dictionary) });
  };
  addNumbers('uid', 'uint64');
  addPaths('blob/path', (i) => `J220/extract/${micrographName(i)}_particles.mrc`);
  addNumbers('blob/idx', 'uint32');
  addNumbers('blob/shape', 'uint32', [2]);
  addNumbers('alignments2D/shift', 'float32', [2]);
  addNumbers('alignments2D/pose', 'float32');
  addNumbers('alignments2D/class', 'uint32');
  addPaths('location/micrograph_path', (i) => `J218/motioncorrected/${micrographName(i)}.mrc`);
  while (columns.size < COLUMNS) addNumbers(`ctf/value_${columns.size}`, columns.size % 3 ? 'float32' : 'float64');
  writeCs(path, { rows, columns }, { variant: 'npy' });
}

/** The files that `writeStacksCs` names, empty, below a folder. */
export function makeEmptyStacks(folder: string, count: number): void {
  mkdirSync(join(folder, 'J220/extract'), { recursive: true });
  for (let i = 0; i < count; i++) writeFileSync(join(folder, stackName(i)), '');
}

const stackName = (i: number): string => `J220/extract/stack_${i}.mrc`;

/** What PMS reads of a particles .cs file, for `rows / rowsAStack` stacks. */
export function writeStacksCs(path: string, rows: number, rowsAStack: number): void {
  const stacks = Array.from({ length: Math.ceil(rows / rowsAStack) }, (_, i) => stackName(i));
  const ids = Uint32Array.from({ length: rows }, (_, row) => Math.floor(row / rowsAStack));
  const float32 = (length: number, valueOf: (i: number) => number, shape: number[] = []) => {
    return { type: 'float32' as const, shape, values: Float32Array.from({ length }, (_, i) => valueOf(i)) };
  };
  const uint32 = (length: number, valueOf: (i: number) => number, shape: number[] = []) => {
    return { type: 'uint32' as const, shape, values: Uint32Array.from({ length }, (_, i) => valueOf(i)) };
  };
  const columns: Record<string, Omit<CsColumn, 'name'>> = {
    'blob/path': { type: 'string', shape: [], values: new StringColumn(ids, stacks) },
    'blob/idx': uint32(rows, (row) => row % rowsAStack),
    'blob/shape': uint32(2 * rows, () => 256, [2]),
    'blob/psize_A': float32(rows, () => 1.08),
    'alignments2D/class': uint32(rows, () => 0),
    'alignments2D/pose': float32(rows, (row) => row % 3),
    'alignments2D/shift': float32(2 * rows, (i) => i % 5, [2]),
  };
  const named = Object.entries(columns).map(([name, column]): [string, CsColumn] => [name, { name, ...column }]);
  writeCs(path, { rows, columns: new Map(named) }, { variant: 'npy' });
}

const LABELS = [
  'rlnImageName',
  'rlnMicrographName',
  'rlnCoordinateX',
  'rlnCoordinateY',
  'rlnAnglePsi',
  'rlnOriginXAngst',
];

/** A particles STAR file as RELION lays it out: 30 columns, about 450 bytes a row. */
export function writeBigStar(path: string, rows: number): void {
  const random = new Random(2);
  const labels = Array.from({ length: COLUMNS }, (_, i) => LABELS[i] ?? `rlnValue${i}`);
  const fd = openSync(path, 'w');
  let text = `\n# version 30001\n\ndata_particles\n\nloop_ \n${labels.map((label, i) => `_${label} #${i + 1} \n`).join('')}`;
  for (let row = 0; row < rows; row++) {
    const name = `sq_${Math.floor(row / PARTICLES_A_MICROGRAPH)}_aligned_doseweighted`;
    text += `${String((row % PARTICLES_A_MICROGRAPH) + 1).padStart(6, '0')}@J220/extract/${name}_particles.mrc J218/motion/${name}.mrc`;
    for (let i = 2; i < COLUMNS; i++) {
      const value = i % 4 === 3 ? String(random.below(4096)) : (random.normal() * 100).toFixed(6);
      text += ` ${value.padStart(12)}`;
    }
    text += ' \n';
    if (text.length > 1 << 22) {
      writeSync(fd, text);
      text = '';
    }
  }
  writeSync(fd, `${text} \n`);
  closeSync(fd);
}
