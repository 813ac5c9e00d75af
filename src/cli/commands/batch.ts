import { dirname, join, resolve } from 'node:path';
import { refuse } from '../../base/errors.ts';
import { stdoutLog } from '../../base/log.ts';
import { runBatch } from '../../batch/run-batch.ts';
import { BatchScreen } from '../batch-screen.ts';
import { newCommand, parseCommand } from '../flags.ts';
import { loadBatch, type BatchOverrides } from '../../batch/load-batch.ts';

type Options = BatchOverrides & { spec: string; state?: string };

const GRACE_S = 30;

/** `bezierfit bezierfit-batch --spec ...`: runs a batch, or goes on with one. Exit codes: contract 1. */
export async function run(argv: string[]): Promise<number> {
  const command = newCommand(
    'bezierfit-batch',
    'Run the jobs of a batch spec side by side on the GPUs of this machine.',
  )
    .requiredOption('--spec <file>', 'batch spec (JSON)')
    .option('--state <file>', 'live state; default: scheduler_state.json beside the spec. Its folder gets the log')
    .option('--gpus <ids>', 'GPU ids such as 0,1,2,3, or auto; overrides the spec')
    .option('--policy <policy>', 'fill_first or round_robin; overrides the spec')
    .option('--max-running-jobs <n>', 'jobs at the same time; overrides the spec')
    .addHelpText('after', HELP);
  if (await parseCommand(command, argv)) return 0;
  const { spec, state, ...overrides } = command.opts<Options>();
  const stop = listenForStop();
  const { plan } = await loadBatch(spec, overrides);
  const screen = process.stdout.isTTY ? new BatchScreen(stdoutLog()) : null;
  try {
    return await runBatch(plan, {
      statePath: resolve(state ?? join(dirname(spec), 'scheduler_state.json')),
      echo: screen ?? stdoutLog(),
      graceMs: graceMs(),
      stop: stop.signal,
      onChange: (newest) => screen?.show(newest),
    });
  } finally {
    screen?.end();
    stop.ignore(); // a reader that no longer takes our last lines must not make us immortal
  }
}

const HELP = `
Ctrl+C, or kill with the id in bezierfit_batch.pid, stops the batch: running jobs are told to end and get
${GRACE_S} s for it (BEZIERFIT_GRACE_S). A closed terminal does not stop it. The same command again goes on.`;

/** SIGTERM and SIGINT stop the batch, said once or often; a closed terminal does not. (contract 9) */
function listenForStop(): { signal: AbortSignal; ignore: () => void } {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const ignoreHangup = (): void => {};
  process.on('SIGTERM', stop).on('SIGINT', stop).on('SIGHUP', ignoreHangup);
  return { signal: controller.signal, ignore: () => process.off('SIGTERM', stop).off('SIGINT', stop) };
}

function graceMs(): number {
  const text = process.env.BEZIERFIT_GRACE_S ?? String(GRACE_S);
  const seconds = Number(text);
  if (!(seconds >= 0 && seconds <= 86_400)) refuse('BEZIERFIT_GRACE_S', `expected seconds, 0 to 86400, got ${text}`);
  return seconds * 1000;
}
