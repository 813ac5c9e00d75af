import { InputError, messageOf, type Problem } from '../../base/errors.ts';
import type { MrcHeader } from '../../formats/mrc/header.ts';
import { openMrc } from '../../formats/mrc/read.ts';
import { shorten } from './stack-checks.ts';
import type { StarRows } from './star-rows.ts';

/** Pixel sizes of stack and micrograph may differ by rounding, not by binning. (algorithms 4) */
const PIXEL_SIZE_TOLERANCE = 0.005;

export interface StarImages {
  /** In order of `rows.micrographs`. */
  micrographs: MrcHeader[];
  /** Of the raw particle stacks, in order of `rows.stacks`. */
  stacks: MrcHeader[];
  /** Box side of all stacks. */
  boxPx: number;
}

/**
 * Checks the raw images of a STAR file before any is computed: they open, all stacks have one square box, every section
 * exists, no box lies entirely outside its micrograph, known pixel sizes agree. (algorithms 4)
 * @throws InputError with all problems
 */
export function checkStarImages(rows: StarRows): StarImages {
  const problems: Problem[] = [];
  const micrographs = rows.micrographs.map((path) => headerOf(path, problems));
  const stacks = rows.stacks.map((path) => headerOf(path, problems));
  const boxPx = stacks.find((stack) => stack !== null)?.columns ?? 0;
  rows.stacks.forEach((path, i) => problems.push(...boxProblems(path, stacks[i] ?? null, boxPx)));
  problems.push(...sectionProblems(rows, stacks));
  rows.micrographs.forEach((_, i) => problems.push(...placeProblems(rows, i, micrographs[i] ?? null, boxPx, stacks)));
  if (problems.length > 0) throw new InputError(shorten(problems));
  return { micrographs: micrographs.filter(isKnown), stacks: stacks.filter(isKnown), boxPx };
}

function headerOf(path: string, problems: Problem[]): MrcHeader | null {
  try {
    const reader = openMrc(path);
    reader.close();
    return reader.header;
  } catch (error) {
    problems.push(...(error instanceof InputError ? error.problems : [{ where: path, message: messageOf(error) }]));
    return null;
  }
}

function isKnown<T>(value: T | null): value is T {
  return value !== null;
}

function boxProblems(path: string, stack: MrcHeader | null, boxPx: number): Problem[] {
  if (!stack || (stack.columns === boxPx && stack.rows === boxPx)) return [];
  const expected = stack.columns === stack.rows ? `${boxPx} x ${boxPx} px as in the first stack` : 'square images';
  return [{ where: path, message: `its images are ${stack.columns} x ${stack.rows} px, expected ${expected}` }];
}

/** The first section of each stack that is not there. */
function sectionProblems(rows: StarRows, stacks: readonly (MrcHeader | null)[]): Problem[] {
  const reported = new Set<number>();
  const problems: Problem[] = [];
  for (let row = 0; row < rows.count; row++) {
    const index = rows.stackOf[row] ?? 0;
    const stack = stacks[index];
    const section = rows.section[row] ?? 0;
    if (!stack || section < stack.sections || reported.has(index)) continue;
    reported.add(index);
    const message = `row ${row + 1}, _rlnImageName: image ${section + 1}, but ${rows.stacks[index]} has ${stack.sections}`;
    problems.push({ where: rows.inputFile, message });
  }
  return problems;
}

function placeProblems(
  rows: StarRows,
  index: number,
  micrograph: MrcHeader | null,
  boxPx: number,
  stacks: readonly (MrcHeader | null)[],
): Problem[] {
  if (!micrograph) return [];
  const path = rows.micrographs[index] ?? '';
  if (micrograph.sections !== 1) {
    return [{ where: path, message: `has ${micrograph.sections} images, expected one micrograph` }];
  }
  const members = rows.rowsOf[index] ?? new Uint32Array();
  const outside = members.find((row) => isOutside(rows, row, boxPx, micrograph));
  if (outside !== undefined) {
    const place = `(${rows.xPx[outside]}, ${rows.yPx[outside]})`;
    const message = `row ${outside + 1}: the box of ${boxPx} px at ${place} lies entirely outside ${path} (${micrograph.columns} x ${micrograph.rows} px)`;
    return [{ where: rows.inputFile, message }];
  }
  const binned = members
    .map((row) => rows.stackOf[row] ?? 0)
    .find((stack) => differ(stacks[stack]?.pixelSizeA, micrograph.pixelSizeA));
  if (binned === undefined) return [];
  const sizes = `${stacks[binned]?.pixelSizeA} Å, but the micrograph ${path} has ${micrograph.pixelSizeA} Å`;
  const message = `its pixel size is ${sizes}: particles that were binned cannot be put back; extract them unbinned`;
  return [{ where: rows.stacks[binned] ?? '', message }];
}

/** The box covers x - half .. x - half + box - 1, half = box div 2. */
function isOutside(rows: StarRows, row: number, boxPx: number, { columns, rows: height }: MrcHeader): boolean {
  const left = (rows.xPx[row] ?? 0) - (boxPx >> 1);
  const top = (rows.yPx[row] ?? 0) - (boxPx >> 1);
  return left >= columns || top >= height || left + boxPx <= 0 || top + boxPx <= 0;
}

function differ(a: number | null | undefined, b: number | null): boolean {
  return a !== null && a !== undefined && b !== null && Math.abs(a - b) > PIXEL_SIZE_TOLERANCE * b;
}
