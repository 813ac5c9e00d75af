import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { JobError, messageOf } from '../base/errors.ts';
import { faultPoint } from '../base/fault-point.ts';
import { fingerprint, fileChecksum, type Fingerprint } from '../formats/mxt/fingerprint.ts';
import { paramsHash } from '../formats/mxt/params-hash.ts';
import type { JobArgs } from '../spec/types.ts';
import type { AnalyzeTask, AnalyzeTaskResult } from './analyze-task.ts';
import { analysisParams, planAnalysis, type AnalyzePlan } from './analyze-plan.ts';
import { concludeItems, openEventLog } from './conclude.ts';
import type { JobContext } from './context.ts';
import { editedFile } from './edited-file.ts';
import { formatControlPoints, readControlPointsFile, requireCurvesFile } from './io/control-points.ts';
import { ItemBook } from './items.ts';
import type { Item, ItemNames } from './item.ts';
import { asArgs, type AnalyzeArgs } from './job-args.ts';
import { removeLeftovers } from './leftovers.ts';
import { noWasmNote } from './no-wasm-note.ts';
import { Stopped, WorkerPool } from './pool.ts';
import { writeDurably } from './publish.ts';
import { runItems } from './run-items.ts';

const NAMES: ItemNames = {
  kind: 'bezierfit_mem_analyze',
  inputKey: 'templates',
  outputKey: 'control_points',
  doneWord: 'saved',
};

/** Fits a curve to the membrane of every class average and writes `control_points.json`. Exit codes: contract 3. */
export async function runAnalyze(jobArgs: JobArgs, context: JobContext): Promise<number> {
  const args = asArgs<AnalyzeArgs>(jobArgs);
  const { log, progress } = context;
  log.line('>>> Preparing Bezierfit Membrane Analysis dataset...');
  log.line(`>>> input_base_dir: ${args.input_base_dir}`);
  const plan = planAnalysis(args);
  const announced = { task: 'bezierfit_mem_analyze', paramsHash: paramsHash(analysisParams(jobArgs)) };
  log.line(`>>> Found ${plan.templates.length} templates in total.`);
  for (const doubt of plan.doubts) log.line(`>>> WARNING ${doubt}`);
  if (existsSync(args.output)) requireCurvesFile(args.output);
  const edited = args.force ? null : editedFile(args.output);
  if (edited !== null) {
    context.announce({ ...announced, items: [], files: [args.output] });
    removeLeftovers([args.output]);
    log.line(`>>> KEEP_EDITED ${args.output}: ${edited}; it is used as it is (--force writes it anew)`);
    return 0;
  }
  context.announce({ ...announced, items: [args.output], files: [] });
  const noWasm = noWasmNote('1.2-1.5 times');
  if (noWasm) log.line(`>>> ${noWasm}`);
  const threads = Math.min(
    availableParallelism(),
    Math.max(args.coarsefit_cpus, args.refine_cpus),
    plan.templates.length,
  );
  const pool = new WorkerPool(context.workerEntry, threads);
  context.stop.addEventListener('abort', () => void pool.stop());
  try {
    const events = openEventLog(context, 'mem_analyze_run_data.log');
    const switches = { resume: args.resume, force: args.force, adoptExistingOutputs: false, skipFailed: false };
    const book = new ItemBook(NAMES, analysisParams(jobArgs), switches, events, log);
    const item: Item = {
      inputPath: args.template,
      outputPath: args.output,
      inputs: plan.inputs,
      checkOutput: () => void readControlPointsFile(args.output),
      keepsOldSidecar: true,
    };
    progress.start(plan.templates.length, 'templates');
    const compute = () => fitTemplates(plan, args, pool, context);
    await runItems({ items: [item], compute, unitsOf: () => plan.templates.length, atOnce: 1 }, book, pool, context);
    events.close();
    return concludeItems(book, 1, 'analyses', context);
  } finally {
    context.afterwards(() => pool.stop());
  }
}

async function fitTemplates(
  plan: AnalyzePlan,
  args: AnalyzeArgs,
  pool: WorkerPool,
  { log, progress }: JobContext,
): Promise<Fingerprint> {
  const fits = await Promise.allSettled(
    plan.templates.map(async ({ classId, stack }) => {
      const label = `class ${classId}`;
      const task: AnalyzeTask = {
        kind: 'analyze',
        stackPath: stack,
        section: classId,
        options: optionsOf(label, plan, args),
      };
      const fit = await pool.run<AnalyzeTaskResult>(task);
      progress.advance(1);
      log.line(
        `>>> ${label}: objective ${fit.objective.toPrecision(6)}, ${Math.round(100 * fit.coveredShare)} % of the membrane covered`,
      );
      for (const warning of fit.warnings) log.line(`>>> WARNING ${warning}`);
      return { classId, controlPoints: fit.controlPoints };
    }),
  );
  const failed = fits.flatMap((fit) => (fit.status === 'rejected' ? [fit.reason as Error] : []));
  const [first] = failed;
  if (failed.length === 1 || first instanceof Stopped) throw first;
  if (failed.length > 1) throw new JobError('AnalysisFailed', failed.map(messageOf).join('; '));
  const curves = fits.flatMap((fit) => (fit.status === 'fulfilled' ? [fit.value] : []));
  await writeDurably(args.output, formatControlPoints(curves));
  faultPoint('curves-written');
  return { ...fingerprint(args.output), crc32: fileChecksum(args.output) };
}

function optionsOf(label: string, { boxPx, pixelSizeA }: AnalyzePlan, args: AnalyzeArgs): AnalyzeTask['options'] {
  return {
    label,
    box: boxPx,
    pixelSizeA,
    physicalMembraneDistA: args.physical_membrane_dist,
    numPoints: args.num_points,
    degree: args.degree,
    coarseIterations: args.coarsefit_iter,
    refineIterations: args.refine_iter,
    ditheringRangePx: args.dithering_range,
    curvatureThreshold: args.cur_penalty_thr,
    seed: args.seed,
  };
}
