import { refuse } from '../../base/errors.ts';
import { readCs } from '../../formats/cs/read.ts';
import { readCsJoined } from '../../formats/cs/join.ts';
import { splitPaths } from '../../spec/input-base-dir.ts';
import { FINITE, POSITIVE, WHOLE, numberColumn, squareBox, stringColumn } from './cs-columns.ts';
import { dropRepeatedSections } from './repeated-sections.ts';
import type { References } from './base-dir.ts';
import { groupByFile, resolveFiles, usedPaths } from './file-groups.ts';

/** What PMS needs of each row of a particles .cs file; arrays have one entry a row. (algorithms 1) */
export interface ParticleColumns {
  /** 0-based image in its stack. */
  section: Uint32Array;
  psiRad: Float32Array;
  /** Pixels of the particle; already scaled where the alignment had another pixel size. */
  shiftXPx: Float32Array;
  shiftYPx: Float32Array;
  classId: Uint32Array;
  pixelSizeA: Float32Array;
}

export interface ParticleRows extends ParticleColumns {
  inputFile: string;
  /** The stacks as the file names them. */
  references: References;
  count: number;
  /** Box side, one for the whole file. */
  boxPx: number;
  /** Absolute paths of the stacks, in order of first appearance. */
  stacks: string[];
  /** Row numbers of each stack, in file order, each section once. */
  rowsOf: Uint32Array[];
  /** Rows left out because the same section with the same pose came before. */
  repeatedRows: number;
  /** Rows whose shift was multiplied by alignments2D/psize_A / blob/psize_A. */
  scaledShifts: number;
}

const COLUMNS = [
  'blob/path',
  'blob/idx',
  'blob/shape',
  'blob/psize_A',
  'alignments2D/class',
  'alignments2D/pose',
  'alignments2D/shift',
  'alignments2D/psize_A',
];
/** Pixel sizes are float32: differences below this are rounding. */
const PIXEL_SIZE_ROUNDING = 1e-6;

/**
 * Reads a particles file (several, joined by uid, with commas) and groups its rows by stack.
 * @param particle absolute path(s), as in the `particle` argument
 * @param baseDir absolute `input_base_dir`
 * @param mayBeMissing nobody asks whether the stacks exist: `checkStacks` opens them
 * @throws InputError for a missing column or stack, a value that cannot be used (names the row), boxes that are not one
 *   square, or a section that is listed with two poses
 */
export function readParticleRows(particle: string, baseDir: string, { mayBeMissing = false } = {}): ParticleRows {
  const files = splitPaths(particle);
  const file = files[0] ?? particle;
  const table = readCsJoined(files, COLUMNS);
  if (table.rows === 0) refuse(file, 'has no particles');
  const boxPx = squareBox(file, table);
  const column = (name: string, rule = FINITE, width = 1) => numberColumn(file, table, name, width, rule);
  const pixelSizeA = column('blob/psize_A', POSITIVE);
  const alignedPixelSizeA = table.columns.has('alignments2D/psize_A') ? column('alignments2D/psize_A') : pixelSizeA;
  const columns: ParticleColumns = {
    section: new Uint32Array(column('blob/idx', WHOLE)),
    psiRad: new Float32Array(column('alignments2D/pose')),
    classId: new Uint32Array(column('alignments2D/class', WHOLE)),
    pixelSizeA: new Float32Array(pixelSizeA),
    ...splitPairs(column('alignments2D/shift', FINITE, 2)),
  };
  const scaledShifts = scaleShifts(columns, pixelSizeA, alignedPixelSizeA);
  const paths = stringColumn(file, table, 'blob/path');
  const groups = groupByFile(file, 'blob/path', paths, baseDir, mayBeMissing ? 'all' : 'none');
  const { rowsOf, repeatedRows } = dropRepeatedSections(file, groups, columns);
  return {
    inputFile: file,
    references: { inputFile: file, baseDir, stored: usedPaths(paths) },
    count: table.rows,
    boxPx,
    ...columns,
    stacks: groups.files,
    rowsOf,
    repeatedRows,
    scaledShifts,
  };
}

function splitPairs(pairs: Float64Array): { shiftXPx: Float32Array; shiftYPx: Float32Array } {
  const shiftXPx = new Float32Array(pairs.length / 2);
  const shiftYPx = new Float32Array(pairs.length / 2);
  for (let row = 0; row < shiftXPx.length; row++) {
    shiftXPx[row] = pairs[2 * row] ?? 0;
    shiftYPx[row] = pairs[2 * row + 1] ?? 0;
  }
  return { shiftXPx, shiftYPx };
}

/** Shifts are stored in pixels of the alignment (algorithms 1, last sentence); returns the number of rows changed. */
function scaleShifts(
  { shiftXPx, shiftYPx }: ParticleColumns,
  pixelSizeA: Float64Array,
  alignedA: Float64Array,
): number {
  let scaled = 0;
  for (let row = 0; row < shiftXPx.length; row++) {
    const factor = (alignedA[row] ?? 0) / (pixelSizeA[row] ?? 1);
    if (!(factor > 0) || Math.abs(factor - 1) <= PIXEL_SIZE_ROUNDING) continue;
    shiftXPx[row] = (shiftXPx[row] ?? 0) * factor;
    shiftYPx[row] = (shiftYPx[row] ?? 0) * factor;
    scaled++;
  }
  return scaled;
}

/** The particle stacks (absolute) that a particles file names, without asking whether they exist. */
export function readParticleStacks(particle: string, baseDir: string): string[] {
  const files = splitPaths(particle);
  const file = files[0] ?? particle;
  return resolveFiles(stringColumn(file, readCsJoined(files, ['blob/path']), 'blob/path'), baseDir).files;
}

/** Box of the first row, to plan with; 0 when it cannot be read, which is said when all rows are. */
export function peekBoxPx(particle: string): number {
  try {
    const file = splitPaths(particle)[0] ?? particle;
    return squareBox(file, readCs(file, { columns: ['blob/shape'], maxRows: 1 }));
  } catch {
    return 0;
  }
}

/** Box, pixel size (of the first row) and number of particles: what the analysis needs to know of them. */
export function readParticleGeometry(particle: string): { boxPx: number; pixelSizeA: number; count: number } {
  const files = splitPaths(particle);
  const file = files[0] ?? particle;
  const table = readCsJoined(files, ['blob/shape', 'blob/psize_A']);
  if (table.rows === 0) refuse(file, 'has no particles');
  const [pixelSizeA = 0] = numberColumn(file, table, 'blob/psize_A', 1, POSITIVE);
  return { boxPx: squareBox(file, table), pixelSizeA, count: table.rows };
}
