import { writePixels, type SectionStats } from '../formats/mrc/write.ts';
import { Mosaic, type PatchPlace } from '../membrane/mosaic.ts';
import { readerOf } from './reader-cache.ts';

/** What is put into one micrograph. */
export interface MosaicContent {
  micrographPath: string;
  columns: number;
  rows: number;
  /** In file order; `stack` is an index into `stackPaths`, the subtracted stacks. */
  places: (PatchPlace & { stack: number; section: number })[];
  stackPaths: string[];
}

/** One micrograph in work; its pixels and the patches' scales lie in shared memory. */
export interface MosaicJob extends MosaicContent {
  /** Another one for every micrograph. */
  key: number;
  /** Float32, rows x columns. */
  pixels: SharedArrayBuffer;
  /** Float64, two for each patch. */
  scales: SharedArrayBuffer;
}

export type MmsTask = { job: MosaicJob } & (
  | { kind: 'mms-load'; firstRow: number; rowCount: number }
  | { kind: 'mms-measure'; first: number; count: number }
  | { kind: 'mms-paint'; firstStripe: number; stripes: number; fd: number; offset: number }
);

let mosaic: { key: number; mosaic: Mosaic } | undefined;
let particle = new Float32Array(0);

/** Runs in a worker thread: one step of algorithms 4 for a part of a micrograph. */
export function runMmsTask(task: MmsTask): SectionStats | null {
  const { job } = task;
  const pixels = new Float32Array(job.pixels, 0, job.columns * job.rows);
  switch (task.kind) {
    case 'mms-load':
      load(job, pixels, task.firstRow, task.rowCount);
      return null;
    case 'mms-measure':
      measure(job, pixels, task.first, task.count);
      return null;
    case 'mms-paint':
      return paint(job, pixels, task);
  }
}

function load({ micrographPath, columns }: MosaicJob, pixels: Float32Array, firstRow: number, rowCount: number): void {
  const into = pixels.subarray(firstRow * columns, (firstRow + rowCount) * columns);
  readerOf(micrographPath).readRegion(0, 0, firstRow, columns, rowCount, into);
}

function measure(job: MosaicJob, pixels: Float32Array, first: number, count: number): void {
  const { places, stackPaths } = job;
  const scales = new Float64Array(job.scales);
  for (let index = first; index < first + count; index++) {
    const { box, stack, section } = places[index]!;
    mosaicOf(job).measure(index, readRows(stackPaths[stack]!, section, box, 0, box), pixels, scales);
  }
}

function paint(
  job: MosaicJob,
  pixels: Float32Array,
  { firstStripe, stripes, fd, offset }: { firstStripe: number; stripes: number; fd: number; offset: number },
): SectionStats {
  const { columns, places, stackPaths } = job;
  const scales = new Float64Array(job.scales);
  const rowsOf = (index: number, firstRow: number, count: number) => {
    const { box, stack, section } = places[index]!;
    return readRows(stackPaths[stack]!, section, box, firstRow, count);
  };
  let from = 0;
  let to = 0;
  for (let stripe = firstStripe; stripe < firstStripe + stripes; stripe++) {
    const { firstRow, rowCount } = mosaicOf(job).paint(stripe, rowsOf, pixels, scales);
    if (stripe === firstStripe) from = firstRow;
    to = firstRow + rowCount;
  }
  return writePixels(fd, offset + 4 * from * columns, pixels.subarray(from * columns, to * columns));
}

function mosaicOf(job: MosaicJob): Mosaic {
  if (mosaic?.key !== job.key) mosaic = { key: job.key, mosaic: new Mosaic(job, job.places) };
  return mosaic.mosaic;
}

/** Whole rows of a particle; the array is used again by the next call. */
function readRows(stack: string, section: number, box: number, firstRow: number, count: number): Float32Array {
  if (particle.length < box * count) particle = new Float32Array(box * box);
  const into = particle.subarray(0, box * count);
  return readerOf(stack).readRegion(section, 0, firstRow, box, count, into);
}
