import { readJsonFile } from '../base/json.ts';
import { stdoutLog } from '../base/log.ts';
import type { BatchCommand } from '../batch/command-record.ts';
import { graceSeconds } from '../batch/grace.ts';
import { planJson } from '../batch/load-batch.ts';
import { runBatch } from '../batch/run-batch.ts';
import { requireStatePlace } from '../batch/state-place.ts';
import { BatchScreen } from './batch-screen.ts';

/** Runs a batch, or goes on with one, shown on the terminal; `spec` left out: read from its file. Exit codes: contract 1. */
export async function startBatch(given: Omit<BatchCommand, 'spec'> & Partial<BatchCommand>): Promise<number> {
  const stop = listenForStop();
  const { specPath, statePath, overrides, spec = readJsonFile(specPath) } = given;
  const { plan } = await planJson(spec, specPath, overrides);
  requireStatePlace(statePath, specPath);
  const screen = process.stdout.isTTY ? new BatchScreen(stdoutLog()) : null;
  try {
    return await runBatch(plan, {
      statePath,
      command: { specPath, spec, statePath, overrides },
      echo: screen ?? stdoutLog(),
      graceMs: 1000 * graceSeconds(),
      stop: stop.signal,
      onChange: (newest) => screen?.show(newest),
    });
  } finally {
    screen?.end();
    stop.ignore(); // a reader that no longer takes our last lines must not make us immortal
  }
}

/** SIGTERM and SIGINT stop the batch, said once or often; a closed terminal does not. (contract 9) */
function listenForStop(): { signal: AbortSignal; ignore: () => void } {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const ignoreHangup = (): void => {};
  process.on('SIGTERM', stop).on('SIGINT', stop).on('SIGHUP', ignoreHangup);
  return { signal: controller.signal, ignore: () => process.off('SIGTERM', stop).off('SIGINT', stop) };
}
