import type { JobFiles } from '../../server/api.ts';
import { PARAMS } from '../../spec/params.ts';

export interface SweepColumn {
  jobId: string;
  /** Values of the arguments in which the jobs differ, as text. */
  words: string;
  /** The value when it is one number, else null. */
  value: number | null;
  args: JobFiles['args'];
}

const PIXEL_PARAMS = PARAMS.bezierfit_particle_pms.filter(({ affectsPixels }) => affectsPixels).map(({ name }) => name);
const COMPARED = [...PIXEL_PARAMS, 'control_points', 'template'];

/** Jobs with the same particles as one job, and the arguments in which they differ; by value, else in the batch's order. */
export function sameInput(files: readonly JobFiles[], jobId: string): { names: string[]; columns: SweepColumn[] } {
  const own = files.find((one) => one.jobId === jobId);
  const same = files.filter(({ args }) => args.particle === own?.args.particle);
  const names = COMPARED.filter((name) => new Set(same.map(({ args }) => String(args[name]))).size > 1);
  const columns = same.map(({ jobId: id, args }): SweepColumn => {
    const only = names.length === 1 ? Number(args[names[0]]) : Number.NaN;
    const words = names.map((name) => String(args[name]).split('/').at(-1)).join(', ');
    return { jobId: id, words: words || id, value: Number.isFinite(only) ? only : null, args };
  });
  const isNumeric = columns.every(({ value }) => value !== null);
  return { names, columns: isNumeric ? columns.toSorted((a, b) => (a.value ?? 0) - (b.value ?? 0)) : columns };
}
