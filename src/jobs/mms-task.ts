import { joinRuns, writePixels, type SectionStats } from '../formats/mrc/write.ts';
import { Mosaic, type ReadParticleRows } from '../membrane/mosaic.ts';
import { sharedPlaces, type MosaicJob, type StackPlace } from './mosaic-job.ts';
import { readerOf } from './reader-cache.ts';

/** Some particles of a micrograph, or some of its stripes. */
export interface MmsTask {
  kind: 'mms-particles' | 'mms-stripes' | 'mms-paint';
  job: MosaicJob;
  first: number;
  count: number;
  /** Of `mms-paint`: the output file being made, and where in it the first row of the micrograph begins. */
  fd: number;
  offset: number;
}

let current: { key: number; mosaic: Mosaic; places: StackPlace[] } | undefined;

/** Runs in a worker thread: one step of algorithms 4 for a part of a micrograph. */
export function runMmsTask(task: MmsTask): SectionStats | null {
  const indices = Array.from({ length: task.count }, (_, i) => task.first + i);
  switch (task.kind) {
    case 'mms-particles':
      for (const index of indices) measureParticle(task.job, index);
      return null;
    case 'mms-stripes':
      for (const stripe of indices) measureStripe(task.job, stripe);
      return null;
    case 'mms-paint':
      return joinRuns(indices.map((stripe) => paint(task, stripe)));
  }
}

function measureParticle(job: MosaicJob, index: number): void {
  const { mosaic, places } = mosaicOf(job);
  const { stack, section } = places[index]!;
  readerOf(job.stackPaths[stack]!).readSection(section, mosaic.particleCanvas(index));
  mosaic.measureParticle(index, new Float64Array(job.moments));
}

function measureStripe(job: MosaicJob, stripe: number): void {
  readStripe(job, stripe);
  mosaicOf(job).mosaic.measureStripe(stripe, new Float64Array(job.moments));
}

function paint({ job, fd, offset }: MmsTask, stripe: number): SectionStats {
  const { mosaic, places } = mosaicOf(job);
  const pixels = readStripe(job, stripe);
  const readRows: ReadParticleRows = (index, firstRow, rowCount, into) => {
    const { box, stack, section } = places[index]!;
    readerOf(job.stackPaths[stack]!).readRegion(section, 0, firstRow, box, rowCount, into);
  };
  const stats = mosaic.paint(stripe, readRows, new Float64Array(job.scales));
  const place = offset + 4 * mosaic.rowsOf(stripe).firstRow * job.columns;
  return writePixels(fd, place, pixels, stats ?? undefined);
}

/** Reads a stripe to where the mosaic wants it. */
function readStripe(job: MosaicJob, stripe: number): Float32Array {
  const { mosaic } = mosaicOf(job);
  const { firstRow, rowCount } = mosaic.rowsOf(stripe);
  const pixels = mosaic.canvas(stripe);
  return readerOf(job.micrographPath).readRegion(0, 0, firstRow, job.columns, rowCount, pixels);
}

function mosaicOf(job: MosaicJob): { mosaic: Mosaic; places: StackPlace[] } {
  if (current?.key !== job.key) {
    const places = sharedPlaces(job);
    current = { key: job.key, mosaic: new Mosaic(job, places), places };
  }
  return current;
}
