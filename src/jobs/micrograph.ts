import { MrcWriter, type SectionStats } from '../formats/mrc/write.ts';
import type { Fingerprint } from '../formats/mxt/fingerprint.ts';
import { Mosaic } from '../membrane/mosaic.ts';
import type { JobContext } from './context.ts';
import { makeImage } from './image-output.ts';
import type { MicrographItem, MmsPlan } from './mms-plan.ts';
import type { MmsGpuResult, MmsGpuTask } from './gpu/mms-on-gpu.ts';
import type { MmsTask } from './mms-task.ts';
import { particleName, sharePlaces, type MosaicContent, type MosaicJob } from './mosaic-job.ts';
import type { WorkerPool } from './pool.ts';

/** Particles that a thread measures at a time, */
const CHUNK_PARTICLES = 8;
/** and parts of a thread's share of the stripes. */
const CHUNKS_PER_THREAD = 8;

/**
 * Makes one micrograph after the other with all threads: particles and stripes measured, then stripes painted and written.
 * While its file is flushed the next one begins.
 */
export class MicrographMaker {
  private readonly plan: MmsPlan;
  private readonly pool: WorkerPool;
  private readonly context: JobContext;
  private readonly batchSize: number;
  private readonly onGpu: boolean;
  private turn: Promise<unknown> = Promise.resolve();
  private settledCount = 0;

  constructor(plan: MmsPlan, pool: WorkerPool, context: JobContext, options: { batchSize: number; onGpu: boolean }) {
    this.plan = plan;
    this.pool = pool;
    this.context = context;
    this.batchSize = options.batchSize;
    this.onGpu = options.onGpu;
  }

  /** A micrograph is done, skipped or failed: after each minibatch of them a line. (contract 7) */
  settled(): void {
    const { length } = this.plan.items;
    this.settledCount++;
    if (this.settledCount % this.batchSize !== 0 && this.settledCount !== length) return;
    const batches = [this.settledCount, length].map((count) => Math.ceil(count / this.batchSize));
    this.context.log.line(`>>> ${batches.join(' / ')} minibatch finished.`);
  }

  make(item: MicrographItem, order: number): Promise<Fingerprint> {
    if (this.onGpu) return this.makeOnGpu(item, order);
    let giveTurn = () => {};
    const before = this.turn;
    this.turn = new Promise<void>((resolve) => (giveTurn = resolve));
    return before.then(() => this.paintMicrograph(item, order, giveTurn)).finally(giveTurn);
  }

  /** A thread with a GPU does it all; several micrographs are in work. */
  private async makeOnGpu(item: MicrographItem, order: number): Promise<Fingerprint> {
    const writer = writerOf(item);
    const task: MmsGpuTask = {
      kind: 'mms-whole',
      content: this.contentOf(item),
      fd: writer.fd,
      offset: writer.sectionOffset(0),
    };
    const file = await makeImage(writer, 1, 1, async () => {
      const { stats, notes } = await this.pool.run<MmsGpuResult>(task, order);
      for (const note of notes) this.context.log.line(`>>> ${note}`);
      return stats;
    });
    this.context.progress.advance(1);
    return file;
  }

  private async paintMicrograph(item: MicrographItem, order: number, painted: () => void): Promise<Fingerprint> {
    const content = this.contentOf(item);
    const mosaic = new Mosaic(content, content.places);
    const job = jobOf(content, mosaic, order);
    const stripesAtOnce = Math.ceil(mosaic.stripeCount / (CHUNKS_PER_THREAD * this.pool.size));
    const stripes = chunksOf(mosaic.stripeCount, stripesAtOnce);
    const place = { fd: -1, offset: 0 };
    const run = (kind: MmsTask['kind'], chunk: Chunk) =>
      this.pool.run<SectionStats>({ kind, job, ...chunk, ...place } satisfies MmsTask, order);
    await settleAll([
      ...stripes.map((chunk) => run('mms-stripes', chunk)),
      ...chunksOf(content.places.length, CHUNK_PARTICLES).map((chunk) => run('mms-particles', chunk)),
    ]);
    new Float64Array(job.scales).set(mosaic.scales(new Float64Array(job.moments)));
    const writer = writerOf(item);
    Object.assign(place, { fd: writer.fd, offset: writer.sectionOffset(0) });
    let left = stripes.length;
    const file = await makeImage(writer, stripes.length, this.pool.room, async (chunk) => {
      const stats = await run('mms-paint', stripes[chunk]!);
      if (--left === 0) painted();
      return stats;
    });
    this.context.progress.advance(1);
    return file;
  }

  private contentOf({ inputPath, header, rows }: MicrographItem): MosaicContent {
    const { rows: star, subtracted, boxPx } = this.plan;
    const stacks = [...new Set(Array.from(rows, (row) => star.stackOf[row] ?? 0))];
    const places = Array.from(rows, (row) => {
      const stack = star.stackOf[row] ?? 0;
      const section = star.section[row] ?? 0;
      return {
        name: particleName(subtracted[stack] ?? '', section),
        box: boxPx[stack] ?? 0,
        xPx: star.xPx[row] ?? 0,
        yPx: star.yPx[row] ?? 0,
        stack: stacks.indexOf(stack),
        section,
      };
    });
    return {
      micrographPath: inputPath,
      columns: header.columns,
      rows: header.rows,
      places,
      stackPaths: stacks.map((stack) => subtracted[stack] ?? ''),
    };
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

interface Chunk {
  first: number;
  count: number;
}

function chunksOf(total: number, size: number): Chunk[] {
  return Array.from({ length: Math.ceil(total / size) }, (_, i) => {
    return { first: i * size, count: Math.min(size, total - i * size) };
  });
}

function writerOf({ outputPath, header }: MicrographItem): MrcWriter {
  const { columns, rows, pixelSizeA, originA, labels } = header;
  return MrcWriter.create(outputPath, { columns, rows, sections: 1, pixelSizeA, originA, labels, stack: true });
}

/** Waits for all, also when one fails: none of a failed micrograph is in work when the next one begins. */
async function settleAll(tasks: readonly Promise<unknown>[]): Promise<void> {
  for (const one of await Promise.allSettled(tasks)) if (one.status === 'rejected') throw one.reason;
}
