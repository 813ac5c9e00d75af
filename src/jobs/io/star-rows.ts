import { refuse } from '../../base/errors.ts';
import type { ImageNames } from '../../formats/star/loop.ts';
import { readStar, type StarLoop } from '../../formats/star/read.ts';
import { StringColumn } from '../../formats/strings.ts';
import { requireReferencedFiles } from './base-dir.ts';
import { groupByFile, resolveFiles, usedPaths } from './file-groups.ts';

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
    someMicrographsMayBeMissing ? 'some' : 'none',
  );
  const images = readStacks(inputFile, loop, baseDir);
  const xPx = coordinates(inputFile, loop, 'rlnCoordinateX');
  const yPx = coordinates(inputFile, loop, 'rlnCoordinateY');
  return { inputFile, count: loop.rows, block, micrographs, rowsOf, ...images, xPx, yPx };
}

/** The particle stacks (absolute) that a STAR file names, without asking whether they exist. */
export function readStarStacks(inputFile: string, baseDir: string): string[] {
  const { loop } = findParticles(inputFile);
  return resolveFiles(readImageNames(inputFile, loop).paths, baseDir).files;
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

/** `000012@path` (N from 1; without `@` the first image; a `:mrc` suffix may follow): number and stack of each row. */
function readImageNames(inputFile: string, loop: StarLoop): ImageNames {
  const { numbers, paths } = loop.images(IMAGE) ?? splitImageNames(loop.column(IMAGE));
  const stacks = paths.dictionary.map((path) => path.replace(/:mrcs?$/, ''));
  const bad = numbers.findIndex((number, row) => number === 0 || stacks[paths.ids[row] ?? 0] === '');
  if (bad >= 0) {
    const got = loop.column(IMAGE).at(bad);
    refuse(inputFile, `row ${bad + 1}, _${IMAGE}: got "${got}", expected N@stack with N from 1`);
  }
  return { numbers, paths: new StringColumn(paths.ids, stacks) };
}

/** The slow way, for columns with names of another form; what has no number gets 0. */
function splitImageNames(names: StringColumn): ImageNames {
  const parts = Array.from(names, (name) => /^(?:([^@/]*)@)?(.*)$/s.exec(name) ?? []);
  return {
    numbers: Uint32Array.from(parts, ([, number = '1']) => sectionNumber(number)),
    paths: StringColumn.from(parts.map(([, , path = '']) => path)),
  };
}

function sectionNumber(text: string): number {
  return /^\d+$/.test(text) && Number(text) < 2 ** 32 ? Number(text) : 0;
}

/** Raw stacks and 0-based sections. */
function readStacks(inputFile: string, loop: StarLoop, baseDir: string) {
  const { numbers, paths } = readImageNames(inputFile, loop);
  requireReferencedFiles({ inputFile, baseDir, stored: usedPaths(paths) });
  const { files, fileOf } = resolveFiles(paths, baseDir);
  return { stacks: files, stackOf: fileOf, section: numbers.map((number) => number - 1) };
}

function coordinates(inputFile: string, loop: StarLoop, label: string): Int32Array {
  const values = loop.numbers(label);
  const bad = values.findIndex((value) => !(Math.abs(value) < 2 ** 31));
  if (bad >= 0) {
    const got = loop.column(label).at(bad);
    refuse(inputFile, `row ${bad + 1}, _${label}: got "${got}", expected a number of pixels`);
  }
  return new Int32Array(values); // the conversion truncates
}
