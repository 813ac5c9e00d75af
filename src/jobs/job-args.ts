import type { JobArgs } from '../spec/types.ts';

/** The arguments of each job as `parseFlags` returns them: complete, ranges checked, paths absolute. */
export interface CommonArgs {
  procs: number | null;
  input_base_dir: string;
  resume: boolean;
  force: boolean;
}

export interface ImageJobArgs extends CommonArgs {
  particle: string;
  batch_size: number;
  adopt_existing_outputs: boolean;
  skip_failed: boolean;
  output_dirname: string;
  device: 'auto' | 'cuda' | 'cpu';
}

export interface PmsArgs extends ImageJobArgs {
  template: string;
  control_points: string;
  points_step: number;
  physical_membrane_dist: number;
  bias: number;
}

export interface MmsArgs extends ImageJobArgs {
  require_particle_mxt: boolean;
  strict_dependencies: boolean;
  particle_output_root: string | null;
  write_output_star: boolean;
  output_star_path: string | null;
}

export interface AnalyzeArgs extends Omit<CommonArgs, 'procs'> {
  template: string;
  particle: string;
  output: string;
  num_points: number;
  degree: number;
  coarsefit_iter: number;
  coarsefit_cpus: number;
  cur_penalty_thr: number;
  dithering_range: number;
  refine_iter: number;
  refine_cpus: number;
  physical_membrane_dist: number;
  seed: number;
}

/** The table in spec/params.ts has checked names and types; here they get their TypeScript names. */
export function asArgs<T>(args: JobArgs): T {
  return args as unknown as T;
}
