import { InputError, type Problem } from '../../base/errors.ts';
import { requireReferencedFiles } from './base-dir.ts';
import { readShape, type ImageShape } from './image-shape.ts';
import { membraneFault } from './membrane-check.ts';
import type { ParticleRows } from './particle-rows.ts';

/** More problems than these are only counted: one wrong setting often breaks every stack alike. */
const SHOWN = 20;

/**
 * Checks every raw stack against its rows before any is computed: it opens, its images have the particles' box, every
 * section exists; and the membrane is at least one pixel thick, and no giant. (algorithms 6, last line)
 * @returns the shape of each stack, in order of `rows.stacks`
 * @throws InputError with all problems
 */
export function checkStacks(rows: ParticleRows, physicalMembraneDistA: number): ImageShape[] {
  const problems: Problem[] = [];
  const shapes = rows.stacks.map((path, stack) => {
    const shape = readShape(path, problems);
    if (shape) problems.push(...stackProblems(path, stack, rows, shape));
    return shape;
  });
  problems.push(...membraneProblems(rows, physicalMembraneDistA));
  if (problems.length > 0) requireReferencedFiles(rows.references);
  if (problems.length > 0) throw new InputError(shorten(problems));
  return shapes.filter((shape) => shape !== null);
}

function stackProblems(path: string, stack: number, rows: ParticleRows, shape: ImageShape): Problem[] {
  const { columns, rows: height, sections } = shape;
  const { boxPx, inputFile, section, rowsOf } = rows;
  if (columns !== boxPx || height !== boxPx) {
    const message = `its images are ${columns} x ${height} px, but blob/shape of ${inputFile} says ${boxPx} x ${boxPx}`;
    return [{ where: path, message }];
  }
  const row = rowsOf[stack]?.find((one) => (section[one] ?? 0) >= sections);
  if (row === undefined) return [];
  const message = `row ${row} (from 0), column blob/idx: got ${section[row]}, but ${path} has ${sections} images (0 to ${sections - 1})`;
  return [{ where: inputFile, message }];
}

function membraneProblems({ inputFile, pixelSizeA, boxPx }: ParticleRows, physicalMembraneDistA: number): Problem[] {
  const row = pixelSizeA.findIndex((size) => membraneFault(physicalMembraneDistA, size, boxPx) !== null);
  if (row < 0) return [];
  const fault = membraneFault(physicalMembraneDistA, pixelSizeA[row] ?? 0, boxPx);
  return [{ where: inputFile, message: `row ${row} (from 0), column blob/psize_A: ${fault}` }];
}

/** The first problems, and how many more there are. */
export function shorten(problems: readonly Problem[]): Problem[] {
  if (problems.length <= SHOWN) return [...problems];
  const rest = problems.length - SHOWN;
  return [...problems.slice(0, SHOWN), { where: '...', message: `and ${rest} more problems` }];
}
