import type { ArgsOf, JobKind } from '../spec/params.ts';
import type { JobArgs } from '../spec/types.ts';

/** The arguments of a kind as `parseFlags` returns them: complete, ranges checked, paths absolute. */
type Resolved<K extends JobKind> = Omit<ArgsOf<K>, 'input_base_dir'> & { input_base_dir: string };

export type PmsArgs = Resolved<'bezierfit_particle_pms'>;
export type MmsArgs = Resolved<'bezierfit_micrograph_mms'>;
export type AnalyzeArgs = Resolved<'bezierfit_mem_analyze'>;

/** What PMS and MMS have in common. */
export type ImageJobArgs = Pick<PmsArgs, keyof PmsArgs & keyof MmsArgs>;

/** The table in spec/params.ts has checked names and types; here they get their TypeScript names. */
export function asArgs<T>(args: JobArgs): T {
  return args as unknown as T;
}
