import { dirname } from 'node:path';
import { makeFolder } from '../base/atomic-file.ts';
import { rewriteStarColumn } from '../formats/star/rewrite.ts';
import { resolveStored } from './io/base-dir.ts';
import { outputStarPath } from './io/output-paths.ts';
import type { MmsArgs } from './job-args.ts';
import type { MmsPlan } from './mms-plan.ts';

/** Where the job writes its STAR file. */
export function starPathOf(args: MmsArgs, outputRoot: string | null): string {
  return outputStarPath(args.particle, { outputRoot, outputDirname: args.output_dirname }, args.output_star_path);
}

/** Writes the input STAR file with `rlnMicrographName` naming the outputs; returns its path. (contract 6) */
export async function writeOutputStar(
  { rows, outputOf }: MmsPlan,
  args: MmsArgs,
  outputRoot: string | null,
): Promise<string> {
  const target = starPathOf(args, outputRoot);
  makeFolder(dirname(target));
  await rewriteStarColumn(args.particle, target, rows.block, 'rlnMicrographName', (name) => {
    return outputOf.get(resolveStored(name, args.input_base_dir)) ?? name;
  });
  return target;
}
