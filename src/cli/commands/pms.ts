import { runJob } from '../job-program.ts';

export const run = (argv: string[]): Promise<number> =>
  runJob('bezierfit_particle_pms', 'Subtract the membrane from particle images.', argv);
