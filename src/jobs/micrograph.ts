import { MrcWriter } from '../formats/mrc/write.ts';
import type { Fingerprint } from '../formats/mxt/fingerprint.ts';
import type { JobContext } from './context.ts';
import { makeImage } from './image-output.ts';
import type { MicrographItem, MmsPlan } from './mms-plan.ts';
import type { MmsGpuResult, MmsGpuTask } from './gpu/mms-on-gpu.ts';
import { makeFromTheTop } from './micrograph-parts.ts';
import { particleName, type MosaicContent } from './mosaic-job.ts';
import type { WorkerPool } from './pool.ts';

/** Makes one micrograph after the other with all threads; when the last part of one is in work the next one begins. */
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
    return before.then(() => this.makeOnCores(item, order, giveTurn)).finally(giveTurn);
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

  private async makeOnCores(item: MicrographItem, order: number, giveTurn: () => void): Promise<Fingerprint> {
    const file = await makeFromTheTop(this.contentOf(item), () => writerOf(item), this.pool, order, giveTurn);
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

function writerOf({ outputPath, header }: MicrographItem): MrcWriter {
  return new MrcWriter(outputPath, { ...header, stack: true });
}
