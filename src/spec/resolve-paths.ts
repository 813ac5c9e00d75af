import { join } from 'node:path';
import { messageOf, type Problem } from '../base/errors.ts';
import { PRIMARY_INPUT, inferBaseDir, splitPaths } from './input-base-dir.ts';
import { PARAMS, paramOf, type Param } from './params.ts';
import { expandPath, type PathContext } from './path-words.ts';
import type { JobArgs, JobSpec } from './types.ts';

/** Where a problem of a job's part lies: `spec.json: jobs[2] (pms).args.particle`. */
export type Place = (job: JobSpec, part: string) => string;

/**
 * A copy of the job with absolute paths and its `input_base_dir`. An analysis' `output` is relative to its output root
 * and always filled in.
 */
export function resolveJobPaths(
  job: JobSpec,
  context: PathContext,
  place: (part: string) => string,
  problems: Problem[],
): JobSpec {
  const expand = (path: string, folder: string, part: string): string => {
    try {
      return expandPath(path, folder, context);
    } catch (error) {
      problems.push({ where: place(part), message: messageOf(error) });
      return path;
    }
  };
  const output_root = expand(job.output_root, context.specFolder, '.output_root');
  const args: JobArgs = { ...job.args };
  for (const param of PARAMS[job.kind]) {
    const value = args[param.name];
    if (typeof value !== 'string' || !isPath(param)) continue;
    const folder = param.name === 'output' ? output_root : context.specFolder;
    const paths = param.type === 'paths' ? splitPaths(value) : [value];
    args[param.name] = paths.map((path) => expand(path, folder, `.args.${param.name}`)).join(',');
  }
  const output = paramOf(job.kind, 'output');
  if (output && args.output === undefined) args.output = join(output_root, String(output.default));
  args.input_base_dir ??= inferBaseDir(String(args[PRIMARY_INPUT[job.kind]]));
  return { ...job, output_root, args, depends_on: [...job.depends_on] };
}

function isPath(param: Param): boolean {
  return param.type === 'path' || param.type === 'paths' || param.type === 'folder';
}
