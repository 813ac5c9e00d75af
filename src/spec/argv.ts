import { KIND_COMMANDS, PARAMS, type JobKind, type Param, type ParamValue } from './params.ts';
import type { JobArgs } from './types.ts';

/** What starts a job: our program (`[node, main.js]`), or a Python interpreter that has MemXTerminator. */
export type JobRunner = { runner: 'native'; program: readonly string[] } | { runner: 'memxterminator'; python: string };

const PYTHON_MODULES: Record<JobKind, string> = {
  bezierfit_particle_pms: 'memxterminator.bezierfit.bin.mem_subtract_main',
  bezierfit_micrograph_mms: 'memxterminator.bezierfit.bin.micrograph_mem_subtract_main',
  bezierfit_mem_analyze: 'memxterminator.bezierfit.bin.mem_analyze_main',
};

/**
 * The command line of a job, flags sorted by name; a person can type the same.
 * @param args every argument that is not left at its default
 * @param outputRoot absolute
 * @param procs workers; left out for kinds without that argument
 */
export function buildArgv(
  kind: JobKind,
  args: JobArgs,
  outputRoot: string,
  procs: number | null,
  runner: JobRunner,
): string[] {
  const native = runner.runner === 'native';
  const params = PARAMS[kind].filter((param) => native || !param.ours);
  const values: JobArgs = { ...args, ...(procs === null ? {} : { procs }) };
  const flags = [
    { name: 'output_root', flag: ['--output_root', outputRoot] },
    ...params.map((param) => ({ name: param.name, flag: flagOf(param, values[param.name], native) })),
  ];
  flags.sort((a, b) => (a.name < b.name ? -1 : 1));
  const start = native ? [...runner.program, KIND_COMMANDS[kind]] : [runner.python, '-u', '-m', PYTHON_MODULES[kind]];
  return [...start, ...flags.flatMap(({ flag }) => flag)];
}

function flagOf(param: Param, value: ParamValue | undefined, native: boolean): string[] {
  if (value === undefined || value === null) return [];
  if (value === true) return [`--${param.name}`];
  // The older program's switches that are off by default have no `--no-` form.
  if (value === false) return native || param.default === true ? [`--no-${param.name}`] : [];
  // A text that begins with a hyphen would be taken for a flag.
  if (typeof value === 'string' && value.startsWith('-')) return [`--${param.name}=${value}`];
  return [`--${param.name}`, String(value)];
}
