import { refuse } from '../base/errors.ts';
import { readJsonFile } from '../base/json.ts';
import { stdoutLog } from '../base/log.ts';
import type { BatchCommand } from '../batch/command-record.ts';
import { planJson } from '../batch/load-batch.ts';
import { runBatch } from '../batch/run-batch.ts';
import { requireStatePlace } from '../batch/state-place.ts';
import { BatchScreen } from './batch-screen.ts';

export const GRACE_S = 30;

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
      graceMs: graceMs(),
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

function graceMs(): number {
  const text = process.env.BEZIERFIT_GRACE_S ?? String(GRACE_S);
  const seconds = Number(text);
  if (!(seconds >= 0 && seconds <= 86_400)) refuse('BEZIERFIT_GRACE_S', `expected seconds, 0 to 86400, got ${text}`);
  return seconds * 1000;
}
