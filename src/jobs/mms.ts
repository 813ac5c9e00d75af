import { messageOf } from '../base/errors.ts';
import { faultPoint } from '../base/fault-point.ts';
import { paramsHash } from '../formats/mxt/params-hash.ts';
import type { JobArgs } from '../spec/types.ts';
import { sayBlocked, sayBlockedList } from './blocked.ts';
import { concludeItems, openEventLog } from './conclude.ts';
import type { JobContext } from './context.ts';
import { typeOfError } from './error-type.ts';
import type { EventLog } from './event-log.ts';
import type { ExpectedOutputs } from './io/expected-outputs.ts';
import { imageDoubts } from './io/image-doubts.ts';
import { requireStarPlace } from './io/star-place.ts';
import { ItemBook } from './items.ts';
import { switchesOf } from './item.ts';
import { asArgs, type MmsArgs } from './job-args.ts';
import { MicrographMaker } from './micrograph.ts';
import { MMS_PARAMS, planMms, type MmsPlan } from './mms-plan.ts';
import { noWasmNote } from './no-wasm-note.ts';
import { checkOrientation } from './orientation-proof.ts';
import { starPathOf, writeOutputStar } from './output-star.ts';
import { runItems } from './run-items.ts';
import { startThreads, type Threads } from './threads.ts';

/** Exit codes of contract 3. */
const BLOCKED = 3;
const NO_STAR = 4;
/** While one is read or written the other is computed. */
const MICROGRAPHS_PER_GPU_THREAD = 2;

/** Puts subtracted particles back into their micrographs and rewrites the STAR file. Exit codes: contract 3. */
export async function runMms(jobArgs: JobArgs, context: JobContext): Promise<number> {
  const args = asArgs<MmsArgs>(jobArgs);
  const { log, outputRoot } = context;
  log.line('>>> Preparing Micrograph Membrane Subtraction dataset...');
  log.line(`>>> input_base_dir: ${args.input_base_dir}`);
  if (args.write_output_star) requireStarPlace(starPathOf(args, outputRoot), args.particle);
  const plan = planMms(args, outputRoot);
  log.line(`>>> Found ${plan.rows.micrographs.length} raw micrographs in total.`);
  context.announce(outputsOf(plan, args, outputRoot));
  const events = openEventLog(context, 'mms_run_data.log');
  try {
    const [first] = plan.blocked;
    if (first) context.fault(first.reason, `${first.path}: ${first.reason}`);
    for (const blocked of plan.blocked) sayBlocked(blocked, events);
    const missing = first ? sayBlockedList(plan.blocked, log) : 0;
    if (missing > 0 && args.strict_dependencies) {
      const what = missing === 1 ? '1 dependency is' : `${missing} dependencies are`;
      context.errors.line(`error: ${what} missing; nothing was computed (see the log)`);
      return BLOCKED;
    }
    sayDoubts(plan, log);
    const load = { boxPx: Math.max(0, ...plan.boxPx) };
    const threads = await startThreads(args, MICROGRAPHS_PER_GPU_THREAD, load, context);
    try {
      const code = await makeMicrographs(plan, args, bookOf(args, events, log), threads, context);
      if (code !== 0 || context.stop.aborted) return code;
      return await finishStar(plan, args, context);
    } finally {
      threads.end();
    }
  } finally {
    events.close();
  }
}

function bookOf(args: MmsArgs, events: EventLog, log: JobContext['log']): ItemBook {
  const names = { inputKey: 'micrograph', outputKey: 'out_micrograph', doneWord: 'finished' };
  return new ItemBook({ kind: 'bezierfit_micrograph_mms', ...names }, MMS_PARAMS, switchesOf(args), events, log);
}

function sayDoubts({ unproved, staleInputs, items, stackShapes }: MmsPlan, log: JobContext['log']): void {
  const shapes = [...items.map(({ header }) => header), ...stackShapes];
  for (const doubt of imageDoubts(shapes)) log.line(`>>> WARNING ${doubt}`);
  for (const path of unproved)
    log.line(`>>> WARNING ${path}: other mtime than in its sidecar, no checksum; same size, so taken as a copy`);
  if (staleInputs.length > 0)
    log.line(
      `>>> WARNING ${staleInputs.length} raw stacks have changed since PMS read them (first: ${staleInputs[0]}); run the PMS job again, then this one`,
    );
}

async function makeMicrographs(
  plan: MmsPlan,
  args: MmsArgs,
  book: ItemBook,
  { pool, gpus }: Threads,
  context: JobContext,
): Promise<number> {
  const { log, progress } = context;
  const { items, blocked, rows } = plan;
  const startedMs = performance.now();
  const noWasm = gpus ? null : noWasmNote('2 times');
  if (noWasm) log.line(`>>> ${noWasm}`);
  // The threads start meanwhile.
  if (items.length > 0) for (const line of checkOrientation(plan)) log.line(`>>> ${line}`);
  progress.start(rows.micrographs.length, 'micrographs');
  const maker = new MicrographMaker(plan, pool, context, { batchSize: args.batch_size, onGpu: gpus !== null });
  await runItems(
    {
      items,
      compute: (item, order) => maker.make(item, order),
      unitsOf: () => 1,
      atOnce: gpus ? pool.room : 2,
      onSettled: () => maker.settled(),
    },
    book,
    pool,
    context,
  );
  log.line(
    `>>> ${items.length} micrograph stacks took ${((performance.now() - startedMs) / 1000).toFixed(4)} seconds.`,
  );
  const code = concludeItems(book, items.length, 'micrographs', context);
  const skipped = new Set(blocked.map(({ micrograph }) => micrograph)).size;
  if (skipped === 0) return code;
  context.errors.line(
    `error: ${skipped} of ${rows.micrographs.length} micrographs were left out: their dependencies are missing`,
  );
  return code === 0 ? BLOCKED : code;
}

/** Blocked micrographs too: without them the job has not done its work. */
function outputsOf({ outputOf }: MmsPlan, args: MmsArgs, outputRoot: string | null): ExpectedOutputs {
  const files = args.write_output_star ? [starPathOf(args, outputRoot)] : [];
  return { task: 'bezierfit_micrograph_mms', paramsHash: paramsHash(MMS_PARAMS), items: [...outputOf.values()], files };
}

async function finishStar(
  plan: MmsPlan,
  args: MmsArgs,
  { log, errors, fault, outputRoot }: JobContext,
): Promise<number> {
  if (!args.write_output_star) return 0;
  try {
    log.line(`>>> OUTPUT_STAR ${await writeOutputStar(plan, args, outputRoot)}`);
    faultPoint('star-written');
    return 0;
  } catch (error) {
    fault(typeOfError(error), messageOf(error));
    errors.line(`error: the output STAR file could not be written: ${messageOf(error)}`);
    return NO_STAR;
  }
}
