import { JobError } from '../base/errors.ts';
import type { MrcWriter, SectionStats } from '../formats/mrc/write.ts';
import type { Fingerprint } from '../formats/mxt/fingerprint.ts';
import { Mosaic } from '../membrane/mosaic.ts';
import { makeImage } from './image-output.ts';
import type { MmsTask } from './mms-task.ts';
import { sharePlaces, type MosaicContent, type MosaicJob } from './mosaic-job.ts';
import type { WorkerPool } from './pool.ts';

/** Particles that a thread measures at a time, */
const PARTICLES_AT_ONCE = 8;
/** and parts of a thread's share of the stripes. */
const PARTS_PER_THREAD = 16;

/** Particles, or stripes. */
interface Part {
  first: number;
  count: number;
}

/**
 * Makes one micrograph with all threads: the particles measured as they lie in their stacks, then the stripes from the top to
 * the bottom, each part of them painted and written as soon as all that lies on it is measured, so that the disk has
 * work early. `lastGiven` is called when no part waits to be given to a thread any more.
 */
export async function makeFromTheTop(
  content: MosaicContent,
  createWriter: () => MrcWriter,
  pool: WorkerPool,
  order: number,
  lastGiven: () => void,
): Promise<Fingerprint> {
  const mosaic = new Mosaic(content, content.places);
  const job = jobOf(content, mosaic, order);
  const [moments, scales] = [new Float64Array(job.moments), new Float64Array(job.scales)];
  const writer = createWriter();
  const place = { fd: writer.fd, offset: writer.sectionOffset(0) };
  const stripesAtOnce = Math.ceil(mosaic.stripeCount / (PARTS_PER_THREAD * pool.size));
  const parts = partsOf(mosaic.stripeCount, stripesAtOnce);
  /** `rank`: what is painted goes before what is measured further down. */
  const run = (kind: MmsTask['kind'], part: Part, rank: number) =>
    pool.run<SectionStats>({ kind, job, ...part, ...place } satisfies MmsTask, order + rank / (parts.length + 1));
  const particles = partsOf(content.places.length, PARTICLES_AT_ONCE).map((part) => run('mms-particles', part, 0));
  const stripes = parts.map((part, i) => run('mms-stripes', part, i));
  const allMeasured = Promise.allSettled([...particles, ...stripes]);
  let left = parts.length;
  const paint = async (index: number) => {
    const part = parts[index]!;
    const { patches, lastStripe } = mosaic.needsOf(part.first, part.count);
    const last = Math.floor(lastStripe / stripesAtOnce);
    await Promise.all([...particles, ...stripes.slice(0, last + 1)]);
    mosaic.scales(moments, patches, scales);
    const painted = run('mms-paint', part, last + 0.5);
    if (--left === 0) lastGiven();
    return painted;
  };
  try {
    return await makeImage(writer, parts.length, pool.room, paint);
  } catch (error) {
    // None of it is in work when the next one begins; and of several items the first in the file is named.
    await allMeasured;
    if (error instanceof JobError && error.type === 'NonFinite') mosaic.scales(moments);
    throw error;
  }
}

function jobOf(content: MosaicContent, mosaic: Mosaic, key: number): MosaicJob {
  const { places } = content;
  return {
    ...content,
    key,
    places: sharePlaces(places),
    moments: new SharedArrayBuffer(8 * mosaic.momentsLength),
    scales: new SharedArrayBuffer(16 * places.length),
  };
}

function partsOf(total: number, size: number): Part[] {
  return Array.from({ length: Math.ceil(total / size) }, (_, i) => {
    return { first: i * size, count: Math.min(size, total - i * size) };
  });
}
