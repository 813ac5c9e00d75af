import { existsSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { refuse } from '../../base/errors.ts';
import { BatchWatch } from '../../server/batch/batch-watch.ts';
import { stopBatch } from '../../server/batch/stop.ts';
import { HttpError } from '../../server/http-error.ts';
import { newCommand, parseCommand } from '../flags.ts';
import { watchPlainly } from '../watch/plain.ts';
import { WatchScreen } from '../watch/screen.ts';

/** `bezierfit watch RUN_ROOT`: a batch live, from its files alone; in a pipe plain lines. Exit code 0, or 1 as the batch's; 0 when one leaves before its end. */
export async function run(argv: string[]): Promise<number> {
  const command = newCommand('watch', 'Show a batch live: bars, rates, remaining times, GPUs, the last log line.')
    .argument('[place]', 'run root', '.')
    .addHelpText('after', HELP);
  if (await parseCommand(command, argv)) return 0;
  const runRoot = runRootOf(resolve(command.args[0] ?? '.'));
  const watch = new BatchWatch(runRoot);
  if ((await watch.current()).phase === 'none') {
    refuse(runRoot, 'there is no batch here; expected a run root (the folder of a scheduler_state.json)');
  }
  if (!process.stdout.isTTY || !process.stdin.isTTY)
    return watchPlainly(watch, (text) => process.stdout.write(`${text}\n`));
  return new WatchScreen(watch, () => stop(runRoot)).run();
}

const HELP = `
Keys: j k or arrows choose a job, Enter shows its log, Esc goes back, s stops the batch (asked once), q leaves.
Leaving never stops a batch. In a pipe it prints a line for every change.`;

function runRootOf(place: string): string {
  if (!existsSync(place) || statSync(place).isDirectory()) return place;
  if (basename(place).endsWith('.json')) return dirname(place);
  return refuse(place, 'is a file, expected a run root (the folder of a scheduler_state.json)');
}

function stop(runRoot: string): string {
  try {
    const { pid, jobs } = stopBatch(runRoot);
    return `Stopping: SIGTERM to the scheduler (pid ${pid}), ${jobs.length} running jobs are told to end`;
  } catch (error) {
    if (error instanceof HttpError) return error.message;
    throw error;
  }
}
