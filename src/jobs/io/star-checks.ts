import { InputError, type Problem } from '../../base/errors.ts';
import { readShape, type ImageShape } from './image-shape.ts';
import { shorten } from './stack-checks.ts';
import type { StarRows } from './star-rows.ts';

/** Pixel sizes may differ by this share. (algorithms 4) */
const PIXEL_SIZE_TOLERANCE = 0.005;

export interface StarImages {
  /** By index into `rows.micrographs`; only those asked for. */
  micrographs: Map<number, ImageShape>;
  /** Of each stack; null where no free micrograph uses it. */
  stacks: (ImageShape | null)[];
}

/** Reads every free micrograph's header and those of the stacks it needs (raw or subtracted); throws all faults of shape, section and pixel size. */
export function checkStarImages(
  rows: StarRows,
  free: readonly { input: string; index: number }[],
  stackFiles: readonly string[],
): StarImages {
  const problems: Problem[] = [];
  const opened = new Map<number, ImageShape | null>();
  const micrographs = new Map<number, ImageShape>();
  for (const { input, index } of free) {
    const micrograph = readShape(input, problems);
    if (!micrograph) continue;
    micrographs.set(index, micrograph);
    if (micrograph.sections !== 1) {
      problems.push({ where: input, message: `has ${micrograph.sections} sections, expected one micrograph` });
    }
    const members = rows.rowsOf[index] ?? new Uint32Array();
    for (const stack of new Set(Array.from(members, (row) => rows.stackOf[row] ?? 0))) {
      const path = stackFiles[stack] ?? '';
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
  return { micrographs, stacks: stackFiles.map((_, stack) => opened.get(stack) ?? null) };
}

function openStack(path: string, problems: Problem[]): ImageShape | null {
  const shape = readShape(path, problems);
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

/** The first row of each micrograph whose box lies entirely outside it. (algorithms 4) */
export function boxesOutside(rows: StarRows, images: StarImages): Problem[] {
  return [...images.micrographs].flatMap(([index, micrograph]) => {
    const row = rows.rowsOf[index]?.find((one) => {
      const boxPx = images.stacks[rows.stackOf[one] ?? 0]?.columns;
      return boxPx !== undefined && isOutside(rows, one, boxPx, micrograph);
    });
    if (row === undefined) return [];
    const place = `(${rows.xPx[row]}, ${rows.yPx[row]})`;
    const size = `${micrograph.columns} x ${micrograph.rows} px`;
    const message = `row ${row + 1}: the box at ${place} lies entirely outside ${rows.micrographs[index]} (${size})`;
    return [{ where: rows.inputFile, message }];
  });
}

/** The box covers x - half .. x - half + box - 1, half = box div 2. */
function isOutside(rows: StarRows, row: number, boxPx: number, { columns, rows: height }: ImageShape): boolean {
  const left = (rows.xPx[row] ?? 0) - (boxPx >> 1);
  const top = (rows.yPx[row] ?? 0) - (boxPx >> 1);
  return left >= columns || top >= height || left + boxPx <= 0 || top + boxPx <= 0;
}
