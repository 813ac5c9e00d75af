import { runJob } from '../job-program.ts';

export const run = (argv: string[]): Promise<number> =>
  runJob('bezierfit_micrograph_mms', 'Put subtracted particles back into their micrographs.', argv);
