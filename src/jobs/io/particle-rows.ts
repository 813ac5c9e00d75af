import { refuse } from '../../base/errors.ts';
import { readCs } from '../../formats/cs/read.ts';
import { readCsJoined } from '../../formats/cs/join.ts';
import { splitPaths } from '../../spec/input-base-dir.ts';
import { POSITIVE, numberColumn, squareBox, stringColumn } from './cs-columns.ts';
import { particleColumns, type ParticleColumns } from './particle-columns.ts';
import { dropRepeatedSections } from './repeated-sections.ts';
import type { References } from './base-dir.ts';
import { groupByFile, resolveFiles, usedPaths } from './file-groups.ts';

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
  const { columns, scaledShifts } = particleColumns(file, table);
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
export function readParticleGeometry(
  particle: string,
  template: string,
): { boxPx: number; pixelSizeA: number; count: number } {
  const files = splitPaths(particle);
  if (files.includes(template))
    refuse(template, 'is given as particle and as template; expected the particles of these class averages');
  const file = files[0] ?? particle;
  const table = readCsJoined(files, ['blob/shape', 'blob/psize_A']);
  if (table.rows === 0) refuse(file, 'has no particles');
  const [pixelSizeA = 0] = numberColumn(file, table, 'blob/psize_A', 1, POSITIVE);
  return { boxPx: squareBox(file, table), pixelSizeA, count: table.rows };
}
