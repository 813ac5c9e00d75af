import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { isAlive } from '../../base/process-identity.ts';
import { readState, type SavedState } from '../../batch/saved-state.ts';
import type { Started } from '../api.ts';
import { HttpError } from '../http-error.ts';
import { shellLine } from './shell-line.ts';

/** How long the scheduler may take to write its first state, or to refuse. */
const PATIENCE_MS = 30_000;

/** Arguments of the program that run the batch of a run root: the same from a shell and from the page. */
export function batchWords(runRoot: string): string[] {
  return [
    'bezierfit-batch',
    '--spec',
    join(runRoot, 'batch_spec.json'),
    '--state',
    join(runRoot, 'scheduler_state.json'),
  ];
}

/** The state of a run root, or null when there is none that can be read. */
export function savedState(runRoot: string): SavedState | null {
  const state = readState(join(runRoot, 'scheduler_state.json'));
  return state && !('unreadable' in state) ? state : null;
}

/** @throws HttpError 409 while the scheduler of this run root lives */
export function refuseRunning(runRoot: string): void {
  const state = savedState(runRoot);
  if (state?.finished_utc === null && state.owner && isAlive(state.owner)) {
    throw new HttpError(409, `This batch is running already (pid ${state.owner.pid}); stop it or wait for its end`);
  }
}

/**
 * Starts `bezierfit-batch` on the run root's spec as from a shell: detached, in a session of its own, nothing of it
 * depends on this server. Returns when the scheduler has begun; what it refuses is an InputError.
 */
export async function startBatch(
  runRoot: string,
  program: readonly [string, string],
  closing: AbortSignal,
): Promise<Started> {
  const words = batchWords(runRoot);
  const logPath = join(runRoot, 'bezierfit_batch.run.out');
  const logStart = existsSync(logPath) ? statSync(logPath).size : 0;
  const log = openSync(logPath, 'a');
  let exitCode: number | null = null;
  // Its lines are in the log already: they go nowhere else; complaints before its start belong there too.
  const child = spawn(program[0], [program[1], ...words], {
    cwd: runRoot,
    detached: true,
    stdio: ['ignore', 'ignore', log],
  });
  closeSync(log);
  const failed = new Promise<never>((_, reject) => child.on('error', reject));
  child.on('exit', (code) => (exitCode = code ?? 1));
  child.unref();
  const { pid } = child;
  if (pid === undefined) return failed;
  const end = performance.now() + PATIENCE_MS;
  while (savedState(runRoot)?.owner?.pid !== pid) {
    if (exitCode !== null) refuseStart(runRoot, readFileSync(logPath).subarray(logStart).toString('utf8'));
    if (closing.aborted) throw new HttpError(500, 'The interface ends; the batch goes on');
    if (performance.now() > end) throw new HttpError(500, `The scheduler (pid ${pid}) does not begin; see ${logPath}`);
    await new Promise((resume) => setTimeout(resume, 20));
  }
  return { runRoot, specPath: words[2] ?? '', pid, command: shellLine(['bezierfit', ...words]) };
}

function refuseStart(runRoot: string, complaints: string): never {
  const lines = complaints.split('\n').filter((line) => line.startsWith('error: '));
  throw new InputError(lines.map((line) => ({ where: runRoot, message: line.slice('error: '.length) })));
}
