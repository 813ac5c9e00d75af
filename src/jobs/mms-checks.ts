import { InputError, messageOf, type Problem } from '../base/errors.ts';
import { openMrc } from '../formats/mrc/read.ts';
import { imageShape, shorten, type ImageShape } from './io/stack-checks.ts';
import type { StarRows } from './io/star-rows.ts';

/** Pixel sizes may differ by this share. (algorithms 4) */
const PIXEL_SIZE_TOLERANCE = 0.005;

export interface MmsImages {
  /** By index into `rows.micrographs`; only those that are free. */
  micrographs: Map<number, ImageShape>;
  /** Of each subtracted stack; null where no free micrograph uses it. */
  stacks: (ImageShape | null)[];
}

/** Opens every free micrograph and the subtracted stacks it needs; throws all faults of shape, section and pixel size. */
export function openImages(
  rows: StarRows,
  free: readonly { input: string; index: number }[],
  subtracted: readonly string[],
): MmsImages {
  const problems: Problem[] = [];
  const opened = new Map<number, ImageShape | null>();
  const micrographs = new Map<number, ImageShape>();
  for (const { input, index } of free) {
    const micrograph = open(input, problems);
    if (!micrograph) continue;
    micrographs.set(index, micrograph);
    if (micrograph.sections !== 1) {
      problems.push({ where: input, message: `has ${micrograph.sections} sections, expected one micrograph` });
    }
    const members = rows.rowsOf[index] ?? new Uint32Array();
    for (const stack of new Set(Array.from(members, (row) => rows.stackOf[row] ?? 0))) {
      const path = subtracted[stack] ?? '';
      const shape = opened.has(stack) ? opened.get(stack) : openStack(path, problems);
      opened.set(stack, shape ?? null);
      if (!shape) continue;
      problems.push(
        ...sectionProblem(rows, members, stack, path, shape),
        ...pixelSizeProblem(input, micrograph, path, shape),
      );
    }
  }
  if (problems.length > 0) throw new InputError(shorten(problems));
  return { micrographs, stacks: subtracted.map((_, stack) => opened.get(stack) ?? null) };
}

function open(path: string, problems: Problem[]): ImageShape | null {
  try {
    const reader = openMrc(path);
    reader.close();
    return imageShape(reader.header);
  } catch (error) {
    if (error instanceof InputError) problems.push(...error.problems);
    else problems.push({ where: path, message: messageOf(error) });
    return null;
  }
}

function openStack(path: string, problems: Problem[]): ImageShape | null {
  const shape = open(path, problems);
  if (shape && shape.columns !== shape.rows) {
    problems.push({
      where: path,
      message: `its images are ${shape.columns} x ${shape.rows} px, expected square boxes`,
    });
  }
  return shape;
}

function sectionProblem(
  rows: StarRows,
  members: Uint32Array,
  stack: number,
  path: string,
  { sections }: ImageShape,
): Problem[] {
  const row = members.find((one) => rows.stackOf[one] === stack && (rows.section[one] ?? 0) >= sections);
  if (row === undefined) return [];
  const image = (rows.section[row] ?? 0) + 1;
  return [
    {
      where: rows.inputFile,
      message: `row ${row + 1}, _rlnImageName: image ${image} of ${path}, which has ${sections} images`,
    },
  ];
}

function pixelSizeProblem(input: string, micrograph: ImageShape, stackPath: string, stack: ImageShape): Problem[] {
  const [a, b] = [micrograph.pixelSizeA, stack.pixelSizeA];
  if (a === null || b === null || Math.abs(a - b) <= PIXEL_SIZE_TOLERANCE * Math.max(a, b)) return [];
  const message =
    `pixel size ${a.toFixed(4)} Å, but the particles of ${stackPath} have ${b.toFixed(4)} Å (binned?). ` +
    'Particles can be put back only into the micrograph from which they were extracted, at its sampling';
  return [{ where: input, message }];
}
