import { existsSync, statSync, statfsSync } from 'node:fs';
import type { Problem } from '../../base/errors.ts';
import type { ImageShape } from '../../jobs/io/image-shape.ts';
import { existingFolder } from './output-roots.ts';
import type { JobReport } from './report.ts';

/** A file system that the batch writes to. */
export interface DiskNeed {
  folder: string;
  needBytes: number;
  freeBytes: number;
}

/** Size of a float32 output of the same shape. */
export function imageBytes(shape: ImageShape | undefined): number {
  return shape ? 1024 + shape.columns * shape.rows * shape.sections * 4 : 0;
}

/** 0 when there is no such file. */
export function fileBytes(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}

/** Space that outputs which are not there yet will take, summed by file system. */
export function diskNeeds(reports: readonly JobReport[]): DiskNeed[] {
  const byDevice = new Map<number, DiskNeed>();
  for (const { job, outputs } of reports) {
    const folder = existingFolder(job.output_root);
    const { dev } = statSync(folder);
    const need = byDevice.get(dev) ?? { folder, needBytes: 0, freeBytes: freeBytes(folder) };
    byDevice.set(dev, need);
    for (const { path, sizeBytes } of outputs) need.needBytes += Math.max(0, sizeBytes - fileBytes(path));
  }
  return [...byDevice.values()];
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** File systems with less room than is needed. */
export function diskProblems(needs: readonly DiskNeed[]): Problem[] {
  return needs
    .filter(({ needBytes, freeBytes }) => needBytes > freeBytes)
    .map(({ folder, needBytes, freeBytes }) => ({
      where: folder,
      message: `the outputs need ${formatBytes(needBytes)}, but only ${formatBytes(freeBytes)} are free`,
    }));
}

/** `1.5 GB`: decimal units, as disks are sold. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toPrecision(3)} ${units[power]}`;
}
