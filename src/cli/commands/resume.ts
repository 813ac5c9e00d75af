import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readCommand } from '../../batch/command-record.ts';
import { newCommand, parseCommand } from '../flags.ts';
import { startBatch } from '../start-batch.ts';

/** `bezierfit resume RUN_ROOT`: gives the batch command of this run root again, from its own record. */
export async function run(argv: string[]): Promise<number> {
  const command = newCommand(
    'resume',
    'Go on with the batch of a run root: the same bezierfit-batch command again, as the run root remembers it.',
  )
    .argument('[place]', 'run root or state file', '.')
    .addHelpText('after', HELP);
  if (await parseCommand(command, argv)) return 0;
  const place = resolve(command.args[0] ?? '.');
  const runRoot = existsSync(place) && !statSync(place).isDirectory() ? dirname(place) : place;
  const { specPath, spec, statePath, overrides } = readCommand(runRoot);
  const kept = existsSync(specPath) ? undefined : spec;
  if (kept !== undefined) console.log(`>>> ${specPath} is gone; going on with the copy that the run root keeps`);
  return startBatch({ specPath, statePath, overrides, ...(kept === undefined ? {} : { spec: kept }) });
}

const HELP = `
A finished batch is run again (what is done is skipped). When the spec file was edited since, it counts as it is now;
when it is gone, the copy in bezierfit_batch.command.json is used.`;
