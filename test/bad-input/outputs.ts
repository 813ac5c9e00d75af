import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ANALYZE, MMS, badSpec, type BadInput } from './bad-input.ts';

const CS = 'J220/particles.cs';
const { spoil } = badSpec('', () => {});
const sweepTo = (out: string) => [
  ...['sweep', 'batch_spec.json', '--job', 'pms', '--param', 'points_step', '--values', '0.1', '--out'],
  out,
];
const batchWithState = (state: string) => ['batch', 'batch_spec.json', '--state', state];

/** Slips of the pen that would cost somebody's data. */
export const BAD_OUTPUTS: readonly BadInput[] = [
  { what: "a micrograph as the batch's state", spoil, run: batchWithState('J2/mic.mrc') },
  { what: 'the batch spec as its own state', spoil, run: batchWithState('batch_spec.json') },
  { what: "control points as the batch's state", spoil, run: batchWithState('control_points.json') },
  {
    what: "a pipe as the batch's state",
    spoil: (project) => {
      spoil?.(project);
      execFileSync('mkfifo', [join(project, 'pipe')]);
    },
    run: batchWithState('pipe'),
  },
  { what: 'a micrograph as the new STAR file', run: [...MMS, '--output_star_path=J2/mic.mrc'] },
  {
    what: 'the STAR file that is read as the new one',
    run: [...MMS, '--output_star_path=./J220/../J220/particles.star'],
  },
  {
    what: 'a folder as the new STAR file',
    spoil: (project) => mkdirSync(join(project, 'stars')),
    run: [...MMS, '--output_star_path=stars'],
  },
  {
    ...badSpec('the same in a spec', (spec) => void (spec.jobs[1].args.output_star_path = 'J220/particles.cs')),
  },
  { what: 'the particles as output of the analysis', run: [...ANALYZE, `--particle=${CS}`, `--output=../../${CS}`] },
  {
    what: 'the same by force',
    run: [...ANALYZE, `--particle=${CS}`, `--output=../../${CS}`, '--force'],
  },
  { what: 'a swept spec in place of control points', spoil, run: sweepTo('control_points.json') },
  { what: 'a picture in place of its micrograph', run: ['inspect', 'J2/mic.mrc', '--png', 'J2/mic.mrc'] },
  { what: 'a name that no file system takes', run: [...ANALYZE, `--particle=${CS}`, `--output=${'x'.repeat(300)}`] },
];
