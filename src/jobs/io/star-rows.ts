import { refuse } from '../../base/errors.ts';
import { readStar, type StarLoop } from '../../formats/star/read.ts';
import { requireReferencedFiles, resolveStored } from './base-dir.ts';
import { groupByFile } from './file-groups.ts';

/** The rows of a particles STAR file that MMS needs; arrays have one entry a row. (algorithms 4) */
export interface StarRows {
  inputFile: string;
  count: number;
  /** Name of the block that holds the particles. */
  block: string;
  /** Absolute paths of the raw micrographs, in order of first appearance; each exists, unless some may be missing. */
  micrographs: string[];
  /** Row numbers of each micrograph, in file order. */
  rowsOf: Uint32Array[];
  /** Absolute paths of the raw particle stacks, in order of first appearance. */
  stacks: string[];
  /** Index into `stacks`. */
  stackOf: Uint32Array;
  /** 0-based image in its stack. */
  section: Uint32Array;
  /** Box centre on the micrograph, px, truncated to integers. */
  xPx: Int32Array;
  yPx: Int32Array;
}

const IMAGE = 'rlnImageName';
const MICROGRAPH = 'rlnMicrographName';
const COLUMNS = [IMAGE, MICROGRAPH, 'rlnCoordinateX', 'rlnCoordinateY'];

/**
 * Reads a particles STAR file and groups its rows by micrograph.
 * @param someMicrographsMayBeMissing an error only when none exists
 * @throws InputError for a missing block, column, micrograph or stack, and for values that cannot be used (names the row)
 */
export function readStarRows(inputFile: string, baseDir: string, someMicrographsMayBeMissing = false): StarRows {
  const { block, loop } = findParticles(inputFile);
  const names = loop.column(MICROGRAPH);
  const { files: micrographs, rowsOf } = groupByFile(
    inputFile,
    MICROGRAPH,
    names,
    baseDir,
    someMicrographsMayBeMissing,
  );
  const images = readImageNames(inputFile, loop, baseDir);
  const xPx = coordinates(inputFile, loop, 'rlnCoordinateX');
  const yPx = coordinates(inputFile, loop, 'rlnCoordinateY');
  return { inputFile, count: loop.rows, block, micrographs, rowsOf, ...images, xPx, yPx };
}

/** The particle stacks (absolute) that a STAR file names, without asking whether they exist. */
export function readStarStacks(inputFile: string, baseDir: string): string[] {
  const { loop } = findParticles(inputFile);
  return parseImageNames(inputFile, loop).stored.map((path) => resolveStored(path, baseDir));
}

/** The loop with image names: in the block `particles`, otherwise the first that has them. */
function findParticles(inputFile: string): { block: string; loop: StarLoop } {
  const star = readStar(inputFile, { columns: (label) => COLUMNS.includes(label) });
  const loops = star.blocks.flatMap((block) => block.loops.map((loop) => ({ block: block.name, loop })));
  const withImages = loops.filter(({ loop }) => loop.labels.includes(IMAGE));
  const found = withImages.find(({ block }) => block === 'particles') ?? withImages[0];
  if (!found) {
    const names = star.blocks.map((block) => `data_${block.name}`).join(', ') || 'no block';
    return refuse(inputFile, `no table with the column _${IMAGE} (found ${names}), expected a particles STAR file`);
  }
  const missing = COLUMNS.filter((label) => !found.loop.labels.includes(label)).map((label) => `_${label}`);
  if (missing.length > 0) {
    refuse(
      inputFile,
      `block data_${found.block} lacks ${missing.join(', ')}; export the particles with their locations`,
    );
  }
  if (found.loop.rows === 0) refuse(inputFile, `block data_${found.block} has no rows`);
  return found;
}

interface ImageNames {
  stored: string[];
  stackOf: Uint32Array;
  section: Uint32Array;
}

/** `000012@path` (N from 1; without `@` the first image; a `:mrc` suffix may follow) -> stack and 0-based section. */
function parseImageNames(inputFile: string, loop: StarLoop): ImageNames {
  const names = loop.column(IMAGE);
  const stackOf = new Uint32Array(loop.rows);
  const section = new Uint32Array(loop.rows);
  const indexOf = new Map<string, number>();
  for (let row = 0; row < loop.rows; row++) {
    const name = names.at(row);
    const at = name.indexOf('@');
    const number = at < 0 ? 1 : Number(name.slice(0, at));
    const path = name.slice(at + 1).replace(/:mrcs?$/, '');
    if (!Number.isInteger(number) || number < 1 || path === '') {
      refuse(inputFile, `row ${row + 1}, _${IMAGE}: got "${name}", expected N@stack with N from 1`);
    }
    let stack = indexOf.get(path);
    if (stack === undefined) indexOf.set(path, (stack = indexOf.size));
    stackOf[row] = stack;
    section[row] = number - 1;
  }
  return { stored: [...indexOf.keys()], stackOf, section };
}

function readImageNames(inputFile: string, loop: StarLoop, baseDir: string) {
  const { stored, stackOf, section } = parseImageNames(inputFile, loop);
  requireReferencedFiles({ inputFile, baseDir, stored });
  return { stacks: stored.map((path) => resolveStored(path, baseDir)), stackOf, section };
}

function coordinates(inputFile: string, loop: StarLoop, label: string): Int32Array {
  const values = loop.numbers(label);
  const bad = values.findIndex((value) => !(Math.abs(value) < 2 ** 31));
  if (bad >= 0) {
    const got = loop.column(label).at(bad);
    refuse(inputFile, `row ${bad + 1}, _${label}: got "${got}", expected a number of pixels`);
  }
  return Int32Array.from(values, Math.trunc);
}
