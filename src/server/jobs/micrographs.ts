import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { openMrc } from '../../formats/mrc/read.ts';
import { micrographOutputPath } from '../../jobs/io/output-paths.ts';
import { readStarRows, type StarRows } from '../../jobs/io/star-rows.ts';
import type { AllowedRoots } from '../allowed-roots.ts';
import type { MicrographList, MicrographView } from '../api.ts';
import { withImages } from '../files/open-images.ts';
import { HttpError } from '../http-error.ts';
import { FileCache } from './file-cache.ts';
import { argOf, requireKind, type FoundJob } from './find-job.ts';

const tables = new FileCache<StarRows>(4);
const boxes = new FileCache<number>(1000);

/** The micrographs of an MMS job. */
export function listMicrographs(roots: AllowedRoots, job: FoundJob): MicrographList {
  const rows = rowsOf(roots, job);
  const micrographs = rows.micrographs.map((raw, index) => {
    const output = outputOf(job, raw);
    const particles = rows.rowsOf[index]?.length ?? 0;
    return { index, name: basename(raw), raw, output, ready: existsSync(output), particles };
  });
  return { micrographs };
}

/** One micrograph and the boxes that are put back into it. Pixels: as of any image. @throws HttpError 404 */
export async function showMicrograph(roots: AllowedRoots, job: FoundJob, index: number): Promise<MicrographView> {
  const rows = rowsOf(roots, job);
  const raw = rows.micrographs[index];
  if (raw === undefined) {
    throw new HttpError(404, `There is no micrograph ${index}; the job has ${rows.micrographs.length}, counted from 0`);
  }
  const header = await withImages(roots.file(raw), (reader) => reader.header);
  const output = outputOf(job, raw);
  return {
    index,
    name: basename(raw),
    raw,
    output,
    ready: existsSync(output),
    columns: header.columns,
    rows: header.rows,
    pixelSizeA: header.pixelSizeA,
    boxes: Array.from(rows.rowsOf[index] ?? [], (row) => ({
      x: rows.xPx[row] ?? 0,
      y: rows.yPx[row] ?? 0,
      boxPx: boxOf(roots, rows.stacks[rows.stackOf[row] ?? 0] ?? ''),
    })),
  };
}

function boxOf(roots: AllowedRoots, stack: string): number {
  const path = roots.file(stack);
  return boxes.get([path], '', () => {
    const reader = openMrc(path);
    reader.close();
    return reader.header.columns;
  });
}

function rowsOf(roots: AllowedRoots, job: FoundJob): StarRows {
  requireKind(job, ['bezierfit_micrograph_mms'], 'micrographs');
  const star = roots.file(String(argOf(job, 'particle')));
  const baseDir = String(argOf(job, 'input_base_dir'));
  return tables.get([star], baseDir, () => readStarRows(star, baseDir, true));
}

function outputOf(job: FoundJob, raw: string): string {
  const outputDirname = String(argOf(job, 'output_dirname'));
  return micrographOutputPath(raw, { outputRoot: job.outputRoot, outputDirname });
}
