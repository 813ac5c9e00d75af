import { fingerprint } from '../formats/mxt/fingerprint.ts';
import { pythonFloat, pythonNumber } from '../formats/mxt/python-number.ts';
import type { MxtParams } from '../formats/mxt/params-hash.ts';
import { readCs } from '../formats/cs/read.ts';
import { splitPaths } from '../spec/input-base-dir.ts';
import { readControlPointsFile, requireClasses, type ControlPoints } from './io/control-points.ts';
import { requireDistinctOutputs, stackOutputPath } from './io/output-paths.ts';
import { readParticleRows, type ParticleRows } from './io/particle-rows.ts';
import type { ImageShape } from './io/image-shape.ts';
import { checkStacks } from './io/stack-checks.ts';
import { imageCheck } from './image-check.ts';
import type { Item } from './item.ts';
import type { PmsArgs } from './job-args.ts';

/** One stack to subtract: its raw file and the rows that name its images. */
export interface StackItem extends Item {
  header: ImageShape;
  /** Row numbers of the .cs file, ascending by section. */
  rows: Uint32Array;
}

export interface PmsPlan {
  rows: ParticleRows;
  curves: ControlPoints;
  items: StackItem[];
}

/** Reads and checks all inputs of a PMS job; any fault is an InputError, before anything is computed. (algorithms 6) */
export function planPms(args: PmsArgs, outputRoot: string | null): PmsPlan {
  const { particle, template, control_points: controlPoints, input_base_dir: baseDir } = args;
  const file = readControlPointsFile(controlPoints);
  readCs(template, { columns: ['blob/idx'] });
  const rows = readParticleRows(particle, baseDir, { mayBeMissing: true });
  const curves = requireClasses(controlPoints, file, usedClasses(rows));
  const headers = checkStacks(rows, args.physical_membrane_dist);
  const place = { outputRoot, outputDirname: args.output_dirname };
  const pairs = rows.stacks.map((input) => ({ input, output: stackOutputPath(input, place) }));
  requireDistinctOutputs(pairs, rows.inputFile);
  const particleFiles = splitPaths(particle).map(fingerprint);
  const shared = {
    particles_cs: particleFiles[0] ?? fingerprint(particle),
    ...(particleFiles.length > 1 ? { particles_cs_joined: particleFiles } : {}),
    templates_cs: fingerprint(template),
    control_points_json: fingerprint(controlPoints),
  };
  const items = pairs.map(({ input, output }, index): StackItem => {
    const header = headers[index] as ImageShape;
    return {
      inputPath: input,
      outputPath: output,
      inputs: { raw_stack: header.file, ...shared },
      checkOutput: () => imageCheck(output, header),
      header,
      rows: (rows.rowsOf[index] ?? new Uint32Array())
        .slice()
        .sort((a, b) => (rows.section[a] ?? 0) - (rows.section[b] ?? 0)),
    };
  });
  return { rows, curves, items };
}

/** What decides the pixels of the outputs, spelled so that the hash of an old run still matches. (contract 7) */
export function pmsParams({ points_step: step, physical_membrane_dist: distA, bias }: PmsArgs): MxtParams {
  return {
    points_step: pythonFloat(step),
    physical_membrane_dist: pythonNumber(distA),
    ...(bias === 0 ? {} : { bias: pythonFloat(bias) }),
  };
}

/** Classes of the rows that are computed. */
function usedClasses({ rowsOf, classId }: ParticleRows): Set<number> {
  const used = new Set<number>();
  for (const rows of rowsOf) for (const row of rows) used.add(classId[row] ?? 0);
  return used;
}
