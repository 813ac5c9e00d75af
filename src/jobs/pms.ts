import type { Fingerprint } from '../formats/mxt/fingerprint.ts';
import { MrcWriter } from '../formats/mrc/write.ts';
import type { JobArgs } from '../spec/types.ts';
import type { JobContext } from './context.ts';
import { makeImage } from './image-output.ts';
import { ItemBook } from './items.ts';
import { switchesOf } from './item.ts';
import { asArgs, type PmsArgs } from './job-args.ts';
import { imageDoubts } from './io/image-doubts.ts';
import { peekBoxPx } from './io/particle-rows.ts';
import { planPms, pmsParams, type PmsPlan, type StackItem } from './pms-plan.ts';
import { noWasmNote } from './no-wasm-note.ts';
import type { PmsTask, PmsTaskResult, TaskParticle } from './pms-task.ts';
import type { WorkerPool } from './pool.ts';
import type { GpuPmsResult } from './gpu/pms-on-gpu.ts';
import { BATCHES } from './gpu/lane.ts';
import { startThreads } from './threads.ts';
import { concludeItems, openEventLog } from './conclude.ts';
import { runItems } from './run-items.ts';

/** Images that a worker thread takes at a time. */
const CHUNK_IMAGES = 8;
const STACKS_AT_ONCE = 16;
/** One is read or written while the batches are computed. */
const TASKS_PER_GPU_THREAD = BATCHES + 1;

/** Subtracts the membrane from every particle of a .cs file, stack by stack. Exit codes: contract 3. */
export async function runPms(jobArgs: JobArgs, context: JobContext): Promise<number> {
  const args = asArgs<PmsArgs>(jobArgs);
  const { log, outputRoot, progress } = context;
  log.line('>>> Preparing Bezierfit Particle Membrane Subtraction dataset...');
  log.line(`>>> input_base_dir: ${args.input_base_dir}`);
  const { pool, gpus, end } = await startThreads(
    args,
    TASKS_PER_GPU_THREAD,
    { boxPx: peekBoxPx(args.particle) },
    context,
  );
  try {
    const plan = planPms(args, outputRoot);
    log.line(`>>> Found ${plan.items.length} raw particle stacks in total.`);
    for (const note of notesOf(plan)) log.line(`>>> ${note}`);
    const events = openEventLog(context, 'bezfit_pms_run_data.log');
    const names = {
      kind: 'bezierfit_particle_pms',
      inputKey: 'raw_stack',
      outputKey: 'out_stack',
      doneWord: 'saved',
    } as const;
    const book = new ItemBook(names, pmsParams(args), switchesOf(args), events, log);
    context.announce({
      task: names.kind,
      paramsHash: book.hash,
      items: plan.items.map((item) => item.outputPath),
      files: [],
    });
    progress.start(plan.rows.count - plan.rows.repeatedRows, 'particles');
    const chunkImages = gpus ? args.batch_size : CHUNK_IMAGES;
    const compute = (item: StackItem, order: number) =>
      computeStack(item, order, { plan, args, pool, chunkImages, context });
    const work = { items: plan.items, compute, unitsOf: (item: StackItem) => item.rows.length, atOnce: STACKS_AT_ONCE };
    await runItems(work, book, pool, context);
    events.close();
    return concludeItems(book, plan.items.length, 'particle stacks', context);
  } finally {
    end();
  }
}

function notesOf({ rows, items }: PmsPlan): string[] {
  const shapes = items.map(({ header }) => header);
  const pixelSizesA = items.map((item) => rows.pixelSizeA[item.rows[0] ?? 0] ?? NaN);
  const notes = imageDoubts(shapes, pixelSizesA).map((doubt) => `WARNING ${doubt}`);
  if (rows.repeatedRows > 0)
    notes.push(`WARNING ${rows.repeatedRows} rows repeat a section with the same pose; each is done once`);
  if (rows.scaledShifts > 0) {
    notes.push(`shifts of ${rows.scaledShifts} rows scaled from alignments2D/psize_A to blob/psize_A`);
  }
  const noWasm = noWasmNote('2-3 times');
  if (noWasm) notes.push(noWasm);
  return notes;
}

interface StackWork {
  plan: PmsPlan;
  args: PmsArgs;
  pool: WorkerPool;
  /** Images of a task at most. */
  chunkImages: number;
  context: JobContext;
}

/** One stack: its images in chunks over all threads, then the whole file in place. */
async function computeStack(
  item: StackItem,
  order: number,
  { plan, args, pool, chunkImages: most, context }: StackWork,
): Promise<Fingerprint> {
  const { header, outputPath, inputPath } = item;
  const { columns, sections } = header;
  const particles = particlesBySection(item, plan);
  const writer = new MrcWriter(outputPath, { ...header, stack: true });
  let nanImages = 0;
  let nanPixels = 0;
  const chunkImages = Math.ceil(sections / Math.ceil(sections / most));
  const file = await makeImage(writer, Math.ceil(sections / chunkImages), pool.room, async (chunk) => {
    const first = chunk * chunkImages;
    const task: PmsTask = {
      kind: 'pms',
      stackPath: inputPath,
      boxPx: columns,
      first,
      particles: particles.slice(first, first + chunkImages),
      physicalMembraneDistA: args.physical_membrane_dist,
      pointsStep: args.points_step,
      bias: args.bias,
      fd: writer.fd,
      offset: writer.sectionOffset(first),
    };
    const done = await pool.run<GpuPmsResult | PmsTaskResult>(task, order);
    if ('notes' in done) for (const note of done.notes) context.log.line(`>>> ${note}`);
    nanImages += done.nanImages;
    nanPixels += done.nanPixels;
    context.progress.advance(task.particles.filter((particle) => particle !== null).length);
    return done.stats;
  });
  if (nanPixels > 0)
    context.log.line(`>>> WARNING ${inputPath}: ${nanPixels} NaN pixels in ${nanImages} images filled with noise`);
  return file;
}

function particlesBySection({ rows, header }: StackItem, { rows: table, curves }: PmsPlan): (TaskParticle | null)[] {
  const particles = new Array<TaskParticle | null>(header.sections).fill(null);
  for (const row of rows) {
    const classId = table.classId[row] ?? 0;
    particles[table.section[row] ?? 0] = {
      row,
      classId,
      curve: curves.get(classId) ?? new Float64Array(0),
      psiRad: table.psiRad[row] ?? 0,
      shiftXPx: table.shiftXPx[row] ?? 0,
      shiftYPx: table.shiftYPx[row] ?? 0,
      pixelSizeA: table.pixelSizeA[row] ?? 0,
    };
  }
  return particles;
}
