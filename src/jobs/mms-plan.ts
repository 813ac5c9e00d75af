import { existsSync } from 'node:fs';
import { fingerprint, type Fingerprint } from '../formats/mxt/fingerprint.ts';
import { pythonFloat } from '../formats/mxt/python-number.ts';
import type { MxtParams } from '../formats/mxt/params-hash.ts';
import type { MxtDependency } from '../formats/mxt/types.ts';
import { checkSubtractedStack, type BlockedReason, type StackState } from './dependencies.ts';
import { imageCheck } from './image-check.ts';
import { findSubtractedStack, micrographOutputPath, requireDistinctOutputs } from './io/output-paths.ts';
import type { ImageShape } from './io/image-shape.ts';
import { checkStarImages, type StarImages } from './io/star-checks.ts';
import { readStarRows, type StarRows } from './io/star-rows.ts';
import type { Item } from './item.ts';
import type { MmsArgs } from './job-args.ts';

/** A micrograph and the subtracted stacks that are put back into it. */
export interface MicrographItem extends Item {
  header: ImageShape;
  /** Rows of the STAR file, in file order. */
  rows: Uint32Array;
}

export interface Blocked {
  micrograph: string;
  outputPath: string;
  /** The missing or unusable file. */
  path: string;
  reason: BlockedReason;
}

export interface MmsPlan {
  rows: StarRows;
  /** Output of every micrograph, also of blocked ones. */
  outputOf: Map<string, string>;
  /** Subtracted stack of each of `rows.stacks`, and its header where a micrograph uses it. */
  subtracted: string[];
  boxPx: number[];
  /** Of those stacks. */
  stackShapes: ImageShape[];
  items: MicrographItem[];
  blocked: Blocked[];
  /** Stacks of an older run whose sidecar has no checksum, copied since. */
  unproved: string[];
  /** Raw stacks that changed after PMS had read them. */
  staleInputs: string[];
}

/** Every pixel under a box is replaced: the constants of the mosaic. (contract 7) */
export const MMS_PARAMS: MxtParams = {
  epsilon: pythonFloat(1e-10),
  gaussian_sigma: pythonFloat(0.6),
  weighting: 'gaussian',
};

/** Reads the STAR file, finds the subtracted stacks and checks everything that can be known before computing. */
export function planMms(args: MmsArgs, outputRoot: string | null): MmsPlan {
  const rows = readStarRows(args.particle, args.input_base_dir, true);
  const place = { outputRoot, outputDirname: args.output_dirname };
  const pairs = rows.micrographs.map((input) => ({ input, output: micrographOutputPath(input, place) }));
  requireDistinctOutputs(pairs, rows.inputFile);
  const subtracted = rows.stacks.map((stack) =>
    findSubtractedStack(stack, { ...place, particleOutputRoot: args.particle_output_root }),
  );
  const states = subtracted.map((path) => checkSubtractedStack(path, args.require_particle_mxt));
  const blocked = findBlocked(rows, pairs, subtracted, states);
  const blockedMicrographs = new Set(blocked.map(({ micrograph }) => micrograph));
  const free = pairs.flatMap(({ input, output }, index) =>
    blockedMicrographs.has(input) ? [] : [{ input, output, index }],
  );
  const images = checkStarImages(rows, free, subtracted);
  const star = fingerprint(rows.inputFile);
  const items = free.map((pair) => micrographItem(rows, pair, star, images, states));
  return {
    rows,
    outputOf: new Map(pairs.map(({ input, output }) => [input, output])),
    subtracted,
    boxPx: images.stacks.map((stack) => stack?.columns ?? 0),
    stackShapes: images.stacks.filter((stack) => stack !== null),
    items,
    blocked,
    staleInputs: states.flatMap((state) => (state.blocked === null && state.staleInput ? [state.staleInput] : [])),
    unproved: subtracted.filter((_, stack) => states[stack]?.blocked === null && states[stack].unproved),
  };
}

/** A micrograph that nothing blocks: its headers and its stacks' states are all known. */
function micrographItem(
  rows: StarRows,
  { input, output, index }: { input: string; output: string; index: number },
  star: Fingerprint,
  images: StarImages,
  states: readonly StackState[],
): MicrographItem {
  const header = images.micrographs.get(index) as ImageShape;
  const stacks = stacksOf(rows, index);
  const files = stacks.map((stack) => (images.stacks[stack] as ImageShape).file);
  const dependencies = stacks.flatMap((stack) => dependencyOf(states[stack]));
  return {
    inputPath: input,
    outputPath: output,
    inputs: {
      micrograph_raw: header.file,
      particles_star: star,
      particle_stack_subtracted: files[0] as Fingerprint,
      ...(files.length > 1 ? { particle_stacks_subtracted: files } : {}),
      deps: dependencies.length > 1 ? dependencies : (dependencies[0] as MxtDependency),
    },
    startFields: { particle_stack_subtracted: files[0]?.path ?? '' },
    checkOutput: () => imageCheck(output, header),
    header,
    rows: rows.rowsOf[index] ?? new Uint32Array(),
  };
}

/** The stacks of a micrograph's particles, in order of first appearance. */
function stacksOf(rows: StarRows, index: number): number[] {
  return [...new Set(Array.from(rows.rowsOf[index] ?? [], (row) => rows.stackOf[row] ?? 0))];
}

function dependencyOf(state: StackState | undefined): MxtDependency[] {
  return state?.blocked === null ? [state.dependency] : [];
}

function findBlocked(
  rows: StarRows,
  pairs: readonly { input: string; output: string }[],
  subtracted: readonly string[],
  states: readonly StackState[],
): Blocked[] {
  return pairs.flatMap(({ input, output }, index) => {
    const entry = (path: string, reason: BlockedReason): Blocked => ({
      micrograph: input,
      outputPath: output,
      path,
      reason,
    });
    const found = existsSync(input) ? [] : [entry(input, 'MISSING_MICROGRAPH')];
    for (const stack of stacksOf(rows, index)) {
      const reason = states[stack]?.blocked;
      if (reason) found.push(entry(subtracted[stack] ?? '', reason));
    }
    return found;
  });
}
