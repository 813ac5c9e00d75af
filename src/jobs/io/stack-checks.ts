import { InputError, messageOf, type Problem } from '../../base/errors.ts';
import type { MrcHeader } from '../../formats/mrc/header.ts';
import { openMrc } from '../../formats/mrc/read.ts';
import type { ParticleRows } from './particle-rows.ts';

/** More problems than these are only counted: one wrong setting often breaks every stack alike. */
const SHOWN = 20;

/** What an output takes over from the header of its input; kept for thousands of files. */
export type ImageShape = Pick<MrcHeader, 'columns' | 'rows' | 'sections' | 'pixelSizeA' | 'originA' | 'labels'>;

export function imageShape({ columns, rows, sections, pixelSizeA, originA, labels }: MrcHeader): ImageShape {
  return { columns, rows, sections, pixelSizeA, originA, labels };
}

/**
 * Checks every raw stack against its rows before any is computed: it opens, its images have the particles' box, every
 * section exists; and the membrane is at least one pixel thick. (algorithms 6, last line)
 * @returns the shape of each stack, in order of `rows.stacks`
 * @throws InputError with all problems
 */
export function checkStacks(rows: ParticleRows, physicalMembraneDistA: number): ImageShape[] {
  const problems: Problem[] = [];
  const headers = rows.stacks.map((path, stack) => {
    try {
      const reader = openMrc(path);
      reader.close();
      problems.push(...stackProblems(path, stack, rows, reader.header));
      return imageShape(reader.header);
    } catch (error) {
      if (error instanceof InputError) problems.push(...error.problems);
      else problems.push({ where: path, message: messageOf(error) });
      return null;
    }
  });
  problems.push(...thinMembranes(rows, physicalMembraneDistA));
  if (problems.length > 0) throw new InputError(shorten(problems));
  return headers.filter((header) => header !== null);
}

function stackProblems(path: string, stack: number, rows: ParticleRows, header: MrcHeader): Problem[] {
  const { columns, rows: height, sections } = header;
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

function thinMembranes({ inputFile, pixelSizeA }: ParticleRows, physicalMembraneDistA: number): Problem[] {
  const row = pixelSizeA.findIndex((size) => Math.trunc(physicalMembraneDistA / size) < 1);
  if (row < 0) return [];
  const message =
    `row ${row} (from 0), column blob/psize_A: ${pixelSizeA[row]} Å is larger than physical_membrane_dist ` +
    `(${physicalMembraneDistA} Å): the membrane must be at least 1 pixel thick`;
  return [{ where: inputFile, message }];
}

export function shorten(problems: readonly Problem[]): Problem[] {
  if (problems.length <= SHOWN) return [...problems];
  const rest = problems.length - SHOWN;
  return [...problems.slice(0, SHOWN), { where: '...', message: `and ${rest} more problems` }];
}
