import { MrcWriter, type SectionStats } from '../formats/mrc/write.ts';
import type { Fingerprint } from '../formats/mxt/fingerprint.ts';
import { Mosaic } from '../membrane/mosaic.ts';
import type { JobContext } from './context.ts';
import { makeImage } from './image-output.ts';
import { particleName, type MicrographItem, type MmsPlan } from './mms-plan.ts';
import type { MmsGpuResult, MmsGpuTask } from './gpu/mms-on-gpu.ts';
import type { MmsTask, MosaicContent, MosaicJob } from './mms-task.ts';
import type { WorkerPool } from './pool.ts';

/** Patches that a thread measures at a time. */
const CHUNK_PATCHES = 8;

/**
 * Makes one micrograph after the other with all threads: read into shared memory, patches measured, stripes painted and
 * written. Only one is in memory at a time; while its file is flushed the next one begins.
 */
export class MicrographMaker {
  private readonly plan: MmsPlan;
  private readonly pool: WorkerPool;
  private readonly context: JobContext;
  private readonly batchSize: number;
  private readonly onGpu: boolean;
  /** One block of shared memory for all micrographs: as large as the largest; none on a GPU. */
  private readonly pixels: SharedArrayBuffer;
  private turn: Promise<unknown> = Promise.resolve();
  private settledCount = 0;

  constructor(plan: MmsPlan, pool: WorkerPool, context: JobContext, options: { batchSize: number; onGpu: boolean }) {
    this.plan = plan;
    this.pool = pool;
    this.context = context;
    this.batchSize = options.batchSize;
    this.onGpu = options.onGpu;
    const areas = this.onGpu ? [] : plan.items.map(({ header }) => header.columns * header.rows);
    this.pixels = new SharedArrayBuffer(4 * Math.max(1, ...areas));
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
    const job = this.jobOf(item, order);
    const { stripeCount } = new Mosaic(job, job.places);
    await this.loadAndMeasure(job, order);
    const writer = writerOf(item);
    const stripes = Math.ceil(stripeCount / (8 * this.pool.size));
    const chunks = Math.ceil(stripeCount / stripes);
    let left = chunks;
    const file = await makeImage(writer, chunks, this.pool.room, async (chunk) => {
      const firstStripe = chunk * stripes;
      const count = Math.min(stripes, stripeCount - firstStripe);
      const place = { fd: writer.fd, offset: writer.sectionOffset(0) };
      const stats = await this.run<SectionStats>(
        { kind: 'mms-paint', job, firstStripe, stripes: count, ...place },
        order,
      );
      if (--left === 0) painted();
      return stats;
    });
    this.context.progress.advance(1);
    return file;
  }

  private async loadAndMeasure(job: MosaicJob, order: number): Promise<void> {
    const rowCount = Math.ceil(job.rows / (2 * this.pool.size));
    const bands = Array.from({ length: Math.ceil(job.rows / rowCount) }, (_, band) => band * rowCount);
    await settleAll(
      bands.map((firstRow) => {
        const count = Math.min(rowCount, job.rows - firstRow);
        return this.run({ kind: 'mms-load', job, firstRow, rowCount: count }, order);
      }),
    );
    const chunks = Array.from({ length: Math.ceil(job.places.length / CHUNK_PATCHES) }, (_, i) => i * CHUNK_PATCHES);
    await settleAll(
      chunks.map((first) => {
        const count = Math.min(CHUNK_PATCHES, job.places.length - first);
        return this.run({ kind: 'mms-measure', job, first, count }, order);
      }),
    );
  }

  private run<T>(task: MmsTask, order: number): Promise<T> {
    return this.pool.run<T>(task, order);
  }

  private jobOf(item: MicrographItem, key: number): MosaicJob {
    const content = this.contentOf(item);
    return { ...content, key, pixels: this.pixels, scales: new SharedArrayBuffer(16 * content.places.length) };
  }

  private contentOf({ inputPath, header, rows }: MicrographItem): MosaicContent {
    const { rows: star, subtracted, boxPx } = this.plan;
    const stacks = [...new Set(Array.from(rows, (row) => star.stackOf[row] ?? 0))];
    const places = Array.from(rows, (row) => {
      const stack = star.stackOf[row] ?? 0;
      return {
        name: particleName(star, subtracted, row),
        box: boxPx[stack] ?? 0,
        xPx: star.xPx[row] ?? 0,
        yPx: star.yPx[row] ?? 0,
        stack: stacks.indexOf(stack),
        section: star.section[row] ?? 0,
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

function writerOf({ outputPath, header }: MicrographItem): MrcWriter {
  const { columns, rows, pixelSizeA, originA, labels } = header;
  return MrcWriter.create(outputPath, { columns, rows, sections: 1, pixelSizeA, originA, labels, stack: true });
}

/** Waits for all, also when one fails: none may still write into the shared memory afterwards. */
async function settleAll(tasks: readonly Promise<unknown>[]): Promise<void> {
  for (const one of await Promise.allSettled(tasks)) if (one.status === 'rejected') throw one.reason;
}
