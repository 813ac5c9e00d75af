import { InputError, type Problem } from '../../base/errors.ts';
import { repairMapId } from '../../formats/mrc/map-id.ts';
import { newCommand, parseCommand } from '../flags.ts';

/** Repairs the map id of MRC files in place; files that are no MRC are left alone and listed at the end. (contract 1) */
export async function run(argv: string[]): Promise<number> {
  const command = newCommand('fixmapid', 'Repair the map id (4 bytes) of MRC files in place.').argument(
    '<file...>',
    'MRC files',
  );
  if (await parseCommand(command, argv)) return 0;
  const problems: Problem[] = [];
  for (const path of command.args) {
    try {
      const old = repairMapId(path);
      const done = old ? `repaired: map id was ${Buffer.from(old).toString('hex')}, is now "MAP "` : 'map id is right';
      console.log(`${path}: ${done}`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new InputError(problems);
  return 0;
}
