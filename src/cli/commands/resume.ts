import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { refuse } from '../../base/errors.ts';
import { readCommand } from '../../batch/command-record.ts';
import { isSameFile } from '../../base/same-file.ts';
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
  const isFile = existsSync(place) && !statSync(place).isDirectory();
  const runRoot = isFile ? dirname(place) : place;
  const { specPath, spec, statePath, overrides } = readCommand(runRoot);
  requireThatBatch(runRoot, statePath, isFile ? basename(place) : null);
  const kept = existsSync(specPath) ? undefined : spec;
  if (kept !== undefined) console.log(`>>> ${specPath} is gone; going on with the copy that the run root keeps`);
  return startBatch({ specPath, statePath, overrides, ...(kept === undefined ? {} : { spec: kept }) });
}

/** The record is of the batch that was started last, in the folder in which it was started. */
function requireThatBatch(runRoot: string, statePath: string, wanted: string | null): void {
  const name = basename(statePath);
  const instead = 'give the command itself: bezierfit batch --spec ... --state ...';
  if (wanted !== null && wanted !== name) {
    refuse(
      join(runRoot, wanted),
      `is not the state of the last batch here, ${name}, which alone is remembered; ${instead}`,
    );
  }
  if (!isSameFile(runRoot, dirname(statePath))) {
    refuse(runRoot, `is not where its batch was started, ${dirname(statePath)} (was it moved or copied?); ${instead}`);
  }
}

const HELP = `
A finished batch is run again (what is done is skipped). When the spec file was edited since, it counts as it is now;
when it is gone, the copy in bezierfit_batch.command.json is used.`;
