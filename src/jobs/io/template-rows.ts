import { refuse } from '../../base/errors.ts';
import { readCs } from '../../formats/cs/read.ts';
import { POSITIVE, WHOLE, numberColumn, squareBox, stringColumn } from './cs-columns.ts';
import { groupByFile } from './file-groups.ts';

/** One class average of a templates .cs file. (algorithms 1) */
export interface TemplateRow {
  /** `blob/idx`: the section in its stack, and the class id. */
  classId: number;
  /** Absolute path. */
  stack: string;
}

export interface TemplateRows {
  inputFile: string;
  boxPx: number;
  pixelSizeA: number;
  /** In file order; class ids are unique. */
  templates: TemplateRow[];
}

/**
 * Reads a templates file.
 * @throws InputError for missing columns or stacks, a class listed twice, boxes that are not one square
 */
export function readTemplateRows(inputFile: string, baseDir: string): TemplateRows {
  const table = readCs(inputFile, { columns: ['blob/path', 'blob/idx', 'blob/shape', 'blob/psize_A'] });
  if (table.rows === 0) refuse(inputFile, 'has no templates');
  const boxPx = squareBox(inputFile, table);
  const classIds = numberColumn(inputFile, table, 'blob/idx', 1, WHOLE);
  const [pixelSizeA = 0] = numberColumn(inputFile, table, 'blob/psize_A', 1, POSITIVE);
  const groups = groupByFile(inputFile, 'blob/path', stringColumn(inputFile, table, 'blob/path'), baseDir);
  const stackOf: string[] = [];
  groups.rowsOf.forEach((rows, group) => rows.forEach((row) => (stackOf[row] = groups.files[group] ?? '')));
  const templates = Array.from(classIds, (classId, row) => ({ classId, stack: stackOf[row] ?? '' }));
  const seen = new Set<number>();
  for (const { classId } of templates) {
    if (seen.has(classId)) refuse(inputFile, `class ${classId} (blob/idx) is listed twice, expected each class once`);
    seen.add(classId);
  }
  return { inputFile, boxPx, pixelSizeA, templates };
}
