import { copyFileSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFileAtomic } from '../../base/atomic-file.ts';
import { formatControlPoints, readControlPointsFile, requireClasses } from '../../jobs/io/control-points.ts';
import type { AllowedRoots } from '../allowed-roots.ts';
import type { ControlPointsSaved } from '../api.ts';
import { HttpError } from '../http-error.ts';
import { argOf, type FoundJob } from './find-job.ts';
import { pairsOf } from './particles.ts';

/** The file that a job's curves are in: what an analysis writes, or what a PMS job reads. */
export function controlPointsFile(roots: AllowedRoots, job: FoundJob): string {
  return roots.resolve(String(argOf(job, job.kind === 'bezierfit_mem_analyze' ? 'output' : 'control_points')));
}

/** Changes whenever the file does. */
export function revisionOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.size}-${found.mtimeNs}` : '';
}

export type Curve = { classId: number; controlPoints: [number, number][] };

/**
 * Replaces the curves of some classes; the file as it was is kept as `control_points.<time>.json` beside it.
 * @throws HttpError 409 when the file was changed meanwhile, or the analysis that writes it is running
 */
export function saveControlPoints(
  roots: AllowedRoots,
  job: FoundJob,
  revision: string,
  changed: readonly Curve[],
): ControlPointsSaved {
  const path = controlPointsFile(roots, job);
  if (job.isRunning) throw new HttpError(409, `${job.jobId} is running; wait for its end`);
  if (revisionOf(path) !== revision) throw new HttpError(409, 'The control points were changed elsewhere meanwhile');
  if (!existsSync(path)) throw new HttpError(409, `${path} is not there yet: run the analysis first`);
  const file = readControlPointsFile(path);
  const curves = new Map<number, [number, number][]>();
  for (const key of Object.keys(file)) {
    const points = requireClasses(path, file, [Number(key)]).get(Number(key));
    if (points) curves.set(Number(key), pairsOf(points));
  }
  for (const { classId, controlPoints } of changed) curves.set(classId, controlPoints);
  const copy = keepCopy(path);
  const all = [...curves].map(([classId, controlPoints]) => ({ classId, controlPoints }));
  writeFileAtomic(path, formatControlPoints(all));
  return { path, copy, revision: revisionOf(path) };
}

function keepCopy(path: string): string {
  const time = new Date().toISOString().replaceAll(':', '');
  const stem = path.replace(/\.json$/, '');
  for (let number = 1; ; number++) {
    const copy = join(
      dirname(path),
      `${stem.slice(dirname(path).length + 1)}.${time}${number > 1 ? `-${number}` : ''}.json`,
    );
    if (existsSync(copy)) continue;
    copyFileSync(path, copy, constants.COPYFILE_EXCL);
    return copy;
  }
}
