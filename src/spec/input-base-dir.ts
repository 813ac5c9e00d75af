import { basename, dirname } from 'node:path';
import type { JobKind } from './params.ts';

/** The argument whose folder decides where relative paths inside a job's input files point. */
export const PRIMARY_INPUT: Record<JobKind, 'particle' | 'template'> = {
  bezierfit_particle_pms: 'particle',
  bezierfit_micrograph_mms: 'particle',
  bezierfit_mem_analyze: 'template',
};

/**
 * Folder from which relative paths inside an input file are resolved when `input_base_dir` is not given: the parent of
 * a cryoSPARC job folder (`J12`), otherwise the file's own folder. (contract 4)
 * @param primaryInput absolute path of the primary input; of several joined by commas the first counts
 */
export function inferBaseDir(primaryInput: string): string {
  const folder = dirname(splitPaths(primaryInput)[0] ?? primaryInput);
  return /^J\d+$/.test(basename(folder)) ? dirname(folder) : folder;
}

/** `a.cs, b.cs` -> its single paths, without blanks around them. A comma elsewhere is part of a folder's name. */
export function splitPaths(joined: string): string[] {
  return joined
    .split(/(?<=\.cs\s*),/i)
    .map((path) => path.trim())
    .filter((path) => path !== '');
}
