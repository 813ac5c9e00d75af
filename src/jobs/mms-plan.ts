import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, messageOf, type Problem } from '../base/errors.ts';
import type { MrcHeader } from '../formats/mrc/header.ts';
import { openMrc } from '../formats/mrc/read.ts';
import { fingerprint, type Fingerprint } from '../formats/mxt/fingerprint.ts';
import { pythonFloat } from '../formats/mxt/python-number.ts';
import type { MxtParams } from '../formats/mxt/params-hash.ts';
import type { MxtDependency } from '../formats/mxt/types.ts';
import { checkSubtractedStack, type BlockedReason, type StackState } from './dependencies.ts';
import { imageCheck } from './image-check.ts';
import { micrographOutputPath, requireDistinctOutputs, stackOutputPath } from './io/output-paths.ts';
import { shorten } from './io/stack-checks.ts';
import { readStarRows, type StarRows } from './io/star-rows.ts';
import type { Item } from './items.ts';
import type { MmsArgs } from './job-args.ts';

/** A micrograph and the subtracted stacks that are put back into it. */
export interface MicrographItem extends Item {
  header: MrcHeader;
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
  items: MicrographItem[];
  blocked: Blocked[];
  /** Stacks of an older run whose sidecar has no checksum, copied since. */
  unproved: string[];
}

/** Every pixel under a box is replaced: the constants of the mosaic. (contract 7) */
export const MMS_PARAMS: MxtParams = {
  epsilon: pythonFloat(1e-10),
  gaussian_sigma: pythonFloat(0.6),
  weighting: 'gaussian',
};

/** Pixel sizes may differ by this share. (algorithms 4) */
const PIXEL_SIZE_TOLERANCE = 0.005;

/** Reads the STAR file, finds the subtracted stacks and checks everything that can be known before computing. */
export function planMms(args: MmsArgs, outputRoot: string | null): MmsPlan {
  const rows = readStarRows(args.particle, args.input_base_dir, true);
  const place = { outputRoot, outputDirname: args.output_dirname };
  const pairs = rows.micrographs.map((input) => ({ input, output: micrographOutputPath(input, place) }));
  requireDistinctOutputs(pairs, rows.inputFile);
  const subtracted = rows.stacks.map((stack) => findSubtracted(stack, args, outputRoot));
  const states = subtracted.map((path) => checkSubtractedStack(path, args.require_particle_mxt));
  const blocked = findBlocked(rows, pairs, subtracted, states);
  const blockedMicrographs = new Set(blocked.map(({ micrograph }) => micrograph));
  const free = pairs.flatMap(({ input, output }, index) =>
    blockedMicrographs.has(input) ? [] : [{ input, output, index }],
  );
  const headers = openAll(rows, free, subtracted);
  const star = fingerprint(rows.inputFile);
  const prints = new Map<number, Fingerprint>();
  const items = free.map(({ input, output, index }): MicrographItem => {
    const header = headers.micrographs.get(index) as MrcHeader;
    const own = rows.rowsOf[index] ?? new Uint32Array();
    const stacks = [...new Set(Array.from(own, (row) => rows.stackOf[row] ?? 0))];
    for (const stack of stacks) if (!prints.has(stack)) prints.set(stack, fingerprint(subtracted[stack] ?? ''));
    const files = stacks.map((stack) => prints.get(stack) as Fingerprint);
    const dependencies = stacks.flatMap((stack) => dependencyOf(states[stack]));
    return {
      inputPath: input,
      outputPath: output,
      inputs: {
        micrograph_raw: fingerprint(input),
        particles_star: star,
        particle_stack_subtracted: files[0] as Fingerprint,
        ...(files.length > 1 ? { particle_stacks_subtracted: files } : {}),
        deps: dependencies.length > 1 ? dependencies : (dependencies[0] as MxtDependency),
      },
      startFields: { particle_stack_subtracted: files[0]?.path ?? '' },
      checkOutput: () => imageCheck(output, header),
      header,
      rows: own,
    };
  });
  return {
    rows,
    outputOf: new Map(pairs.map(({ input, output }) => [input, output])),
    subtracted,
    boxPx: headers.stacks.map((header) => header?.columns ?? 0),
    items,
    blocked,
    unproved: subtracted.filter((_, stack) => states[stack]?.blocked === null && states[stack].unproved),
  };
}

function dependencyOf(state: StackState | undefined): MxtDependency[] {
  return state?.blocked === null ? [state.dependency] : [];
}

/** Under the PMS job's output root; without one under our own, else beside the raw data. (contract 2) */
function findSubtracted(stack: string, args: MmsArgs, outputRoot: string | null): string {
  const at = (root: string | null) => stackOutputPath(stack, { outputRoot: root, outputDirname: args.output_dirname });
  if (args.particle_output_root !== null) return at(args.particle_output_root);
  return [at(outputRoot), at(null)].find((path) => existsSync(path)) ?? at(outputRoot);
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
    for (const stack of new Set(Array.from(rows.rowsOf[index] ?? [], (row) => rows.stackOf[row] ?? 0))) {
      const reason = states[stack]?.blocked;
      if (reason) found.push(entry(subtracted[stack] ?? '', reason));
    }
    return found;
  });
}

/** Opens every micrograph and subtracted stack that is used; all faults of shape, section and pixel size at once. */
function openAll(rows: StarRows, free: readonly { input: string; index: number }[], subtracted: readonly string[]) {
  const problems: Problem[] = [];
  const open = (path: string): MrcHeader | null => {
    try {
      const reader = openMrc(path);
      reader.close();
      return reader.header;
    } catch (error) {
      if (error instanceof InputError) problems.push(...error.problems);
      else problems.push({ where: path, message: messageOf(error) });
      return null;
    }
  };
  const micrographs = new Map<number, MrcHeader>();
  const stacks = new Array<MrcHeader | null>(subtracted.length).fill(null);
  const opened = new Set<number>();
  for (const { input, index } of free) {
    const micrograph = open(input);
    if (micrograph) micrographs.set(index, micrograph);
    if (micrograph && micrograph.sections !== 1) {
      problems.push({ where: input, message: `has ${micrograph.sections} sections, expected one micrograph` });
    }
    const pairsChecked = new Set<number>();
    for (const row of rows.rowsOf[index] ?? []) {
      const stack = rows.stackOf[row] ?? 0;
      const path = subtracted[stack] ?? '';
      if (!opened.has(stack)) {
        opened.add(stack);
        const header = (stacks[stack] = open(path));
        if (header && header.columns !== header.rows) {
          problems.push({
            where: path,
            message: `its images are ${header.columns} x ${header.rows} px, expected square boxes`,
          });
        }
      }
      const header = stacks[stack];
      if (!header) continue;
      const section = rows.section[row] ?? 0;
      if (section >= header.sections) {
        const message = `row ${row + 1}, _rlnImageName: image ${section + 1} of ${path}, which has ${header.sections} images`;
        problems.push({ where: rows.inputFile, message });
      }
      if (micrograph && !pairsChecked.has(stack)) problems.push(...pixelSizeProblem(input, micrograph, path, header));
      pairsChecked.add(stack);
    }
  }
  if (problems.length > 0) throw new InputError(shorten(problems));
  return { micrographs, stacks };
}

function pixelSizeProblem(input: string, micrograph: MrcHeader, stackPath: string, stack: MrcHeader): Problem[] {
  const [a, b] = [micrograph.pixelSizeA, stack.pixelSizeA];
  if (a === null || b === null || Math.abs(a - b) <= PIXEL_SIZE_TOLERANCE * Math.max(a, b)) return [];
  const message =
    `pixel size ${a.toFixed(4)} Å, but the particles of ${stackPath} have ${b.toFixed(4)} Å (binned?). ` +
    'Particles can be put back only into the micrograph from which they were extracted, at its sampling';
  return [{ where: input, message }];
}

/** What is shown of a particle in messages: `12@stack.mrc`. */
export function particleName({ section, stackOf }: StarRows, subtracted: readonly string[], row: number): string {
  return `${(section[row] ?? 0) + 1}@${join(subtracted[stackOf[row] ?? 0] ?? '')}`;
}
