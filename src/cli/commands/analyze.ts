import { runJob } from '../job-program.ts';

export const run = (argv: string[]): Promise<number> =>
  runJob('bezierfit_mem_analyze', 'Fit a Bezier curve to the membrane of each class average.', argv);
