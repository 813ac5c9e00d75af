import { removeDeadTemporaries } from '../base/dead-temporaries.ts';
import { messageOf } from '../base/errors.ts';
import { stdoutLog } from '../base/log.ts';
import { faultPoint } from '../base/fault-point.ts';
import type { JobContext } from '../jobs/context.ts';
import { typeOfError } from '../jobs/error-type.ts';
import { Stopped } from '../jobs/pool.ts';
import { Progress } from '../jobs/progress.ts';
import { flagsHelp, parseFlags } from '../spec/flags.ts';
import type { JobKind } from '../spec/params.ts';
import type { JobArgs } from '../spec/types.ts';
import { JobRecords } from './job-records.ts';
import { reportError } from './report-error.ts';

type Run = (args: JobArgs, context: JobContext) => Promise<number>;

/** Loaded when it is run: what a job does not need would cost every start some milliseconds. */
const RUNS: Record<JobKind, () => Promise<Run>> = {
  bezierfit_particle_pms: async () => (await import('../jobs/pms.ts')).runPms,
  bezierfit_micrograph_mms: async () => (await import('../jobs/mms.ts')).runMms,
  bezierfit_mem_analyze: async () => (await import('../jobs/analyze.ts')).runAnalyze,
};

/** Exit codes of a job that was stopped. (contract 3) */
const STOPPED_CODES = { SIGTERM: 143, SIGINT: 130 } as const;

/** Runs one job command to its exit code. Started by a scheduler, it keeps its records in the working folder. */
export async function runJob(kind: JobKind, summary: string, argv: readonly string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    console.log(flagsHelp(kind, summary));
    return 0;
  }
  const attempt = process.env.BEZIERFIT_ATTEMPT;
  const records = attempt === undefined ? null : new JobRecords(process.cwd(), Number(attempt));
  const stop = listenForStop();
  const afterwards: (() => Promise<void>)[] = [];
  const code = await runToCode(kind, argv, records, stop, afterwards).catch((error: unknown) => {
    if (stop.signal.aborted && error instanceof Stopped) return 0;
    records?.fault(typeOfError(error), messageOf(error));
    return reportError(error);
  });
  const returncode = stop.signal.aborted ? STOPPED_CODES[stop.signal.reason as keyof typeof STOPPED_CODES] : code;
  faultPoint('exit-unrecorded');
  try {
    records?.exit(returncode);
    faultPoint('exit-recorded');
  } finally {
    for (const action of afterwards) await action().catch(() => {}); // the job's end is on record
  }
  return returncode;
}

async function runToCode(
  kind: JobKind,
  argv: readonly string[],
  records: JobRecords | null,
  stop: AbortController,
  afterwards: (() => Promise<void>)[],
): Promise<number> {
  const { args, outputRoot } = parseFlags(kind, argv);
  if (outputRoot !== null) removeDeadTemporaries(outputRoot);
  const plain = stdoutLog();
  const bar = process.stdout.isTTY ? new (await import('./progress-bar.ts')).ProgressBar(plain) : null;
  const progress = new Progress((state) => {
    records?.progress(state);
    bar?.show(state);
  });
  const context: JobContext = {
    outputRoot,
    log: bar ?? plain,
    errors: { line: (text) => console.error(text) },
    progress,
    announce: (outputs) => records?.announce(outputs),
    fault: (type, message) => records?.fault(type, message),
    afterwards: (action) => afterwards.push(action),
    stop: stop.signal,
    workerEntry: new URL('./job-worker.cjs', import.meta.url),
    visibleGpus: process.env.CUDA_VISIBLE_DEVICES ?? null,
  };
  try {
    const run = await RUNS[kind]();
    return await run(args, context);
  } finally {
    progress.end();
    bar?.end();
  }
}

/** The first SIGTERM or SIGINT stops the job; a closed terminal does not. */
function listenForStop(): AbortController {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort(signal));
  process.on('SIGHUP', () => {});
  return stop;
}
